package io.thalweg.serving;

import io.thalweg.model.store.ModelStores;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.feedback.kafka.KafkaFeedback;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.follow.kafka.AnnouncementFollower;
import io.thalweg.serving.http.FeedbackRoutes;
import io.thalweg.serving.http.HttpServer;
import io.thalweg.serving.http.OipRoutes;
import io.thalweg.serving.http.Routes;
import io.thalweg.serving.infer.AnswerObserver;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server: follows the releases, answers over HTTP. Starting and closing are up to one thread, the
 * rest is thread-safe.
 */
public final class InferenceServer implements AutoCloseable {
  private final ServingRecorder recorder;
  private final VersionTable table;
  private final Batcher batcher;
  private final HttpServer http;
  private final AnnouncementFollower follower;
  private final @Nullable KafkaFeedback feedback;

  private InferenceServer(ServingConfig config) throws IOException {
    InstantSource clock = InstantSource.system();
    this.recorder = new ServingRecorder();
    this.table = new VersionTable(config.models());
    this.batcher = new Batcher(config.batching());
    Servables servables = new Servables(table);
    FeedbackConfig asked = config.feedback();
    KafkaFeedback opened =
        asked == null
            ? null
            : KafkaFeedback.open(asked, config.kafka(), clock, (model, version, loss, right) -> {});
    this.feedback = opened;
    List<AnswerObserver> observers = opened == null ? List.of() : List.of(opened.observer());
    Inference inference = new Inference(servables, observers);
    List<Routes> routes = new ArrayList<>();
    routes.add(new OipRoutes(table, servables, inference, recorder, config.batching().deadline()));
    if (opened != null) {
      routes.add(new FeedbackRoutes(opened::figures));
    }
    this.http = new HttpServer(config.http(), routes, batcher);
    OnnxLoader loader = new OnnxLoader(ModelStores.open(config.storeUri()), clock);
    this.follower =
        new AnnouncementFollower(
            config.kafka(),
            config.modelsTopic(),
            new VersionUpdater(
                table, loader, recorder, clock, a -> config.previews() || !a.preview()));
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
    follower.start();
    if (feedback != null) {
      feedback.start();
    }
  }

  /** The port that is listened on. */
  public int port() {
    return http.port();
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

  /** Stops following, finishes the requests that were read, closes the models. */
  @Override
  public void close() {
    follower.close();
    http.close();
    batcher.close();
    if (feedback != null) {
      feedback.close();
    }
    table.close();
  }
}
