package io.thalweg.serving;

import io.thalweg.model.store.ModelStores;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.explain.Backgrounds;
import io.thalweg.serving.explain.Explainer;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.follow.kafka.AnnouncementFollower;
import io.thalweg.serving.http.ExplainRoutes;
import io.thalweg.serving.http.HttpServer;
import io.thalweg.serving.http.OipRoutes;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.SignedVersions;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server: follows the releases, answers over HTTP. Starting and closing are up to one thread, the
 * rest is thread-safe.
 */
public final class InferenceServer implements AutoCloseable {
  private final ServingRecorder recorder;
  private final VersionTable table;
  private final Batcher batcher;
  private final Explainer explainer;
  private final HttpServer http;
  private final AnnouncementFollower follower;

  private InferenceServer(ServingConfig config) throws IOException {
    InstantSource clock = InstantSource.system();
    this.recorder = new ServingRecorder();
    this.table = new VersionTable(config.models(), config.versions().keep());
    this.batcher = new Batcher(config.batching());
    Servables servables = new Servables(table);
    Backgrounds backgrounds = new Backgrounds(config.explain(), System::nanoTime);
    this.explainer = new Explainer(config.explain(), servables, backgrounds);
    Inference inference = new Inference(servables, List.of(backgrounds));
    this.http =
        new HttpServer(
            config.http(),
            List.of(
                new OipRoutes(table, servables, inference, recorder, config.batching().deadline()),
                new ExplainRoutes(explainer)),
            batcher);
    OnnxLoader loader = new OnnxLoader(ModelStores.open(config.storeUri()), clock, config.batching().maxRows());
    this.follower =
        new AnnouncementFollower(
            config.kafka(),
            config.modelsTopic(),
            new VersionUpdater(
                table,
                new SignedVersions(config.versions().trustedKeys(), loader),
                recorder,
                clock,
                a -> config.previews() || !a.preview(),
                config.versions().gate()));
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
    explainer.close();
    batcher.close();
    table.close();
  }
}
