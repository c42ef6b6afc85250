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
import io.thalweg.serving.feedback.kafka.KafkaFeedback;
import io.thalweg.serving.grpc.GrpcProtocol;
import io.thalweg.serving.grpc.ModelCalls;
import io.thalweg.serving.http.AdminRoutes;
import io.thalweg.serving.http.ExplainRoutes;
import io.thalweg.serving.http.FeedbackRoutes;
import io.thalweg.serving.http.HttpServer;
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
  private final Explainer explainer;
  private final ServingMetrics metrics;
  private final AccessGate gate;
  private final @Nullable WatchedTls tls;
  private final HttpServer http;
  private final @Nullable HttpServer admin;
  private @Nullable FileWatch files;

  private InferenceServer(ServingConfig config) throws IOException {
    InstantSource clock = InstantSource.system();
    this.versions = new FollowedVersions(config, recorder, clock);
    this.table = versions.table();
    this.batcher = new Batcher(config.batching(), recorder::ran);
    this.metrics = new ServingMetrics(recorder, table, clock, List.of());
    SecurityConfig security = config.security();
    this.gate = new AccessGate(security.access());
    TlsConfig tls = security.tls();
    Protection protection =
        Protection.of(gate, security.limits(), tls == null ? null : TlsFiles.read(tls), recorder);
    this.rollouts =
        new Rollouts(
            config.rollout(), table, new LoggedAliases(versions.admin()), clock, System.nanoTime());
    this.feedback =
        config.feedback() == null
            ? null
            : KafkaFeedback.open(config.feedback(), config.kafka(), clock, rollouts);
    Servables servables = new Servables(table);
    Backgrounds backgrounds = new Backgrounds(config.explain(), System::nanoTime);
    this.explainer = new Explainer(config.explain(), servables, backgrounds);
    Inference inference = new Inference(servables, rollouts, observers(config, backgrounds));
    Duration deadline = config.batching().deadline();
    this.http =
        new HttpServer(
            config.http(),
            routes(config, servables, new InferCalls(inference, recorder, deadline)),
            batcher,
            new GrpcProtocol(
                table,
                new ModelCalls(servables, inference, recorder, deadline),
                security.limits().bodyBytes()),
            protection);
    this.admin =
        config.admin() == null
            ? null
            : new HttpServer(
                config.admin(),
                adminRoutes(servables),
                batcher,
                Protocol.NONE,
                protection.forAdmins());
    this.tls = tls == null ? null : new WatchedTls(tls, this::show);
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

  private List<Routes> routes(ServingConfig config, Servables servables, InferCalls calls) {
    List<Routes> routes = new ArrayList<>();
    routes.add(new OipRoutes(table, servables, calls));
    routes.add(new PredictRoutes(calls));
    routes.add(new ExplainRoutes(explainer));
    if (config.metrics().onMainPort()) {
      routes.add(new MetricsRoutes(metrics));
    }
    return routes;
  }

  private List<Routes> adminRoutes(Servables servables) {
    List<Routes> routes = new ArrayList<>();
    routes.add(new AdminRoutes(servables, versions.admin(), ForkJoinPool.commonPool()));
    routes.add(new RolloutRoutes(rollouts));
    routes.add(new MetricsRoutes(metrics));
    if (feedback != null) {
      routes.add(new FeedbackRoutes(feedback::figures));
    }
    return routes;
  }

  /** Opens the store; neither listens nor follows yet. */
  public static InferenceServer open(ServingConfig config) throws IOException {
    return new InferenceServer(config);
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
    versions.start();
    rollouts.start();
    if (feedback != null) {
      feedback.start();
    }
    files = new FileWatch(LOOK_EVERY, this::readChangedFiles);
  }

  private void readChangedFiles() {
    gate.reloadIfChanged();
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
   * Stops following and being ready, finishes the requests that are under way, closes the models.
   */
  @Override
  public void close() {
    FileWatch watch = files;
    if (watch != null) {
      watch.close();
    }
    table.retire();
    versions.close();
    rollouts.close();
    if (admin != null) {
      admin.close();
    }
    http.close();
    explainer.close();
    batcher.close();
    if (feedback != null) {
      feedback.close();
    }
    table.close();
    metrics.close();
  }
}
