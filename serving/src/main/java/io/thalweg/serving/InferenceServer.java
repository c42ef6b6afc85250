package io.thalweg.serving;

import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.FileWatch;
import io.thalweg.serving.access.SecurityConfig;
import io.thalweg.serving.access.TlsConfig;
import io.thalweg.serving.access.TlsFiles;
import io.thalweg.serving.access.WatchedTls;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.explain.Backgrounds;
import io.thalweg.serving.explain.Explainer;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.feedback.kafka.KafkaFeedback;
import io.thalweg.serving.follow.kafka.PastFollower;
import io.thalweg.serving.grpc.GrpcProtocol;
import io.thalweg.serving.grpc.ModelCalls;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.http.AdminRoutes;
import io.thalweg.serving.http.ExplainRoutes;
import io.thalweg.serving.http.FeedbackRoutes;
import io.thalweg.serving.http.HttpServer;
import io.thalweg.serving.http.HttpSettings;
import io.thalweg.serving.http.InferCalls;
import io.thalweg.serving.http.MetricsRoutes;
import io.thalweg.serving.http.OipRoutes;
import io.thalweg.serving.http.PredictRoutes;
import io.thalweg.serving.http.Protection;
import io.thalweg.serving.http.Protocol;
import io.thalweg.serving.http.RolloutRoutes;
import io.thalweg.serving.http.Routes;
import io.thalweg.serving.infer.AnswerObserver;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.metrics.Family;
import io.thalweg.serving.metrics.FeedbackFamilies;
import io.thalweg.serving.metrics.HistoryFamilies;
import io.thalweg.serving.metrics.ServingMetrics;
import io.thalweg.serving.rollout.Rollouts;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * A server: follows the releases, answers over HTTP and gRPC. Starting and closing are up to one
 * thread, the rest is thread-safe.
 */
public final class InferenceServer implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ServingRecorder recorder = new ServingRecorder();
  private final FollowedVersions versions;
  private final VersionTable table;
  private final Batcher batcher;
  private final Rollouts rollouts;
  private final @Nullable KafkaFeedback feedback;
  private final KeyedPasts pasts;
  private final @Nullable PastFollower pastFollower;
  private final Explainer explainer;
  private final ServingMetrics metrics;
  private final AccessGate gate;
  private final AccessGate adminGate;
  private final @Nullable ServerConsole console;
  private final @Nullable WatchedTls tls;
  private final HttpServer http;
  private final @Nullable HttpServer admin;
  private final Parts parts;

  private InferenceServer(ServingConfig config, Parts parts) throws IOException {
    this.parts = parts;
    InstantSource clock = InstantSource.system();
    this.versions = new FollowedVersions(config, recorder, clock);
    this.table = versions.table();
    parts.opened(table::close);
    parts.opened(versions::close);
    this.batcher = new Batcher(config.batching(), recorder::ran);
    parts.opened(batcher::close);
    SecurityConfig security = config.security();
    this.gate = new AccessGate(security.access());
    this.adminGate = new AccessGate(security.admin());
    TlsConfig tls = security.tls();
    Protection protection =
        Protection.of(gate, security.limits(), tls == null ? null : TlsFiles.read(tls), recorder);
    this.rollouts =
        new Rollouts(
            config.rollout(), table, new LoggedAliases(versions.admin()), clock, System.nanoTime());
    parts.opened(rollouts::close);
    this.feedback = config.feedback() == null ? null : feedback(config, config.feedback(), clock);
    this.pasts = new KeyedPasts(config.histories(), clock);
    this.pastFollower = pasts.models().isEmpty() ? null : follower(config);
    this.console = ServerConsole.open(config, versions, recorder, clock);
    if (console != null) {
      parts.opened(console::close);
    }
    this.metrics = new ServingMetrics(recorder, table, clock, families(clock));
    parts.opened(metrics::close);
    Servables servables = new Servables(table);
    Backgrounds backgrounds = new Backgrounds(config.explain(), System::nanoTime);
    this.explainer = new Explainer(config.explain(), servables, backgrounds, pasts);
    parts.opened(explainer::close);
    Inference inference = new Inference(servables, rollouts, observers(config, backgrounds), pasts);
    Duration deadline = config.batching().deadline();
    List<Routes> answering = answering(servables, new InferCalls(inference, recorder, deadline));
    this.http =
        new HttpServer(
            config.http(),
            routes(config, answering),
            batcher,
            new GrpcProtocol(
                table,
                new ModelCalls(servables, inference, recorder, deadline),
                security.limits().bodyBytes()),
            protection);
    parts.opened(http::close);
    this.admin =
        config.admin() == null
            ? null
            : admin(
                config.admin(), adminRoutes(servables, answering), protection.forAdmins(adminGate));
    this.tls = tls == null ? null : new WatchedTls(tls, this::show);
  }

  private PastFollower follower(ServingConfig config) {
    PastFollower opened = new PastFollower(config.kafka(), pasts);
    parts.opened(opened::close);
    return opened;
  }

  private List<Family> families(InstantSource clock) {
    List<Family> families = new ArrayList<>();
    if (feedback != null) {
      families.addAll(new FeedbackFamilies(feedback::figures, clock).all());
    }
    if (pastFollower != null) {
      families.addAll(new HistoryFamilies(pasts, pastFollower::lag).all());
    }
    if (console != null) {
      families.addAll(console.families());
    }
    return families;
  }

  private KafkaFeedback feedback(
      ServingConfig config, FeedbackConfig feedback, InstantSource clock) {
    KafkaFeedback opened = KafkaFeedback.open(feedback, config.kafka(), clock, rollouts);
    parts.opened(opened::close);
    return opened;
  }

  private HttpServer admin(HttpSettings settings, List<Routes> routes, Protection protection) {
    HttpServer opened = new HttpServer(settings, routes, batcher, Protocol.NONE, protection);
    parts.opened(opened::close);
    return opened;
  }

  /** Who is told of answers makes each cost a little. */
  private List<AnswerObserver> observers(ServingConfig config, Backgrounds backgrounds) {
    List<AnswerObserver> observers = new ArrayList<>();
    observers.add(backgrounds);
    if (!config.rollout().models().isEmpty()) {
      observers.add(rollouts);
    }
    if (feedback != null) {
      observers.add(feedback.observer());
    }
    return observers;
  }

  /** What answers about models, on either port. */
  private List<Routes> answering(Servables servables, InferCalls calls) {
    return List.of(
        new OipRoutes(table, servables, calls),
        new PredictRoutes(calls),
        new ExplainRoutes(explainer));
  }

  private List<Routes> routes(ServingConfig config, List<Routes> answering) {
    List<Routes> routes = new ArrayList<>(answering);
    if (config.metrics().onMainPort()) {
      routes.add(new MetricsRoutes(metrics));
    }
    return routes;
  }

  private List<Routes> adminRoutes(Servables servables, List<Routes> answering) {
    List<Routes> routes = new ArrayList<>();
    routes.add(new AdminRoutes(servables, versions.admin(), ForkJoinPool.commonPool()));
    routes.add(new RolloutRoutes(rollouts));
    routes.add(new MetricsRoutes(metrics));
    if (feedback != null) {
      routes.add(new FeedbackRoutes(feedback::figures));
    }
    routes.addAll(answering);
    if (console != null) {
      routes.add(console.routes(adminGate, ForkJoinPool.commonPool()));
    }
    return routes;
  }

  /** Opens the store; neither listens nor follows yet. */
  public static InferenceServer open(ServingConfig config) throws IOException {
    Parts parts = new Parts();
    try {
      return new InferenceServer(config, parts);
    } catch (IOException | RuntimeException e) {
      try {
        parts.close();
      } catch (RuntimeException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /**
   * Listens and follows. Models become ready one by one, as their versions load.
   *
   * @throws IOException when the address can't be bound
   */
  public void start() throws IOException {
    http.start();
    if (admin != null) {
      admin.start();
    }
    if (pastFollower == null) {
      versions.start();
    } else {
      pastFollower.start(versions::start); // no version answers before keys are known
    }
    rollouts.start();
    if (feedback != null) {
      feedback.start();
    }
    if (console != null) {
      console.start();
    }
    FileWatch files = new FileWatch(LOOK_EVERY, this::readChangedFiles);
    parts.opened(files::close);
  }

  private void readChangedFiles() {
    gate.reloadIfChanged();
    adminGate.reloadIfChanged();
    if (tls != null) {
      tls.reloadIfChanged();
    }
  }

  private void show(TlsFiles changed) {
    http.show(changed);
    if (admin != null) {
      admin.show(changed);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return http.port();
  }

  /** The port for those who run the server; empty: none. */
  public OptionalInt adminPort() {
    return admin == null ? OptionalInt.empty() : OptionalInt.of(admin.port());
  }

  public ServingStats stats() {
    Map<String, Long> versions = new HashMap<>();
    table.slots().forEach(s -> s.servingVersion().ifPresent(v -> versions.put(s.model(), v)));
    return new ServingStats(
        recorder.servedCount(),
        recorder.deniedCount(),
        recorder.failedCount(),
        recorder.swapCount(),
        recorder.refusedCount(),
        versions,
        recorder.latencyMicros().percentile(50),
        recorder.latencyMicros().percentile(99),
        recorder.freshnessMillis().percentile(50),
        recorder.freshnessMillis().percentile(99));
  }

  /**
   * Isn't ready any more, finishes the requests that are under way, closes the models. What can't
   * be closed doesn't keep the rest open.
   */
  @Override
  public void close() {
    table.retire();
    parts.close();
  }
}
