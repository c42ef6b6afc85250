package io.thalweg.serving.http;

import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.access.TlsFiles;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.explain.Backgrounds;
import io.thalweg.serving.explain.ExplainConfig;
import io.thalweg.serving.explain.Explainer;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.grpc.GrpcProtocol;
import io.thalweg.serving.grpc.ModelCalls;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** Everything of a server but Kafka, on a free port of the loopback. */
public final class RunningServer implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  public final ModelStore store;
  public final VersionTable table;
  public final ServingRecorder recorder = new ServingRecorder();
  final VersionUpdater updater;
  final OipClient client;
  final Protection protection;
  private final Batcher batcher = new Batcher(BatchSettings.defaults(), recorder::ran);
  private final Explainer explainer;
  private final HttpServer http;

  public RunningServer(Path storeDirectory) throws IOException {
    this(storeDirectory, Protection::byDefault);
  }

  RunningServer(Path storeDirectory, Function<ServingRecorder, Protection> protection)
      throws IOException {
    this(storeDirectory, TestModel.NAME, protection);
  }

  RunningServer(Path storeDirectory, String model, Function<ServingRecorder, Protection> protection)
      throws IOException {
    table = new VersionTable(List.of(model));
    Protection protecting = protection.apply(recorder);
    this.protection = protecting;
    store = new LocalModelStore(storeDirectory);
    InstantSource clock = InstantSource.system();
    updater = new VersionUpdater(table, new OnnxLoader(store, clock), recorder, clock, a -> true);
    Servables servables = new Servables(table);
    Backgrounds backgrounds = new Backgrounds(ExplainConfig.defaults(), System::nanoTime);
    explainer = new Explainer(ExplainConfig.defaults(), servables, backgrounds);
    Inference inference = new Inference(servables, List.of(backgrounds));
    InferCalls calls = new InferCalls(inference, recorder, DEADLINE);
    http =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0),
            List.of(
                new OipRoutes(table, servables, calls),
                new PredictRoutes(calls),
                new ExplainRoutes(explainer)),
            batcher,
            new GrpcProtocol(
                table,
                new ModelCalls(servables, inference, recorder, DEADLINE),
                protecting.limits().bodyBytes()),
            protecting);
    http.start();
    client = new OipClient(http.port());
  }

  void show(TlsFiles files) {
    http.show(files);
  }

  public int port() {
    return http.port();
  }

  public void serve(long version) throws IOException {
    serve(TestModel.release(store, version));
  }

  public void serve(ModelAnnouncement announcement) {
    updater.offer(announcement);
    updater.loadWaiting();
  }

  @Override
  public void close() {
    table.retire();
    http.close();
    explainer.close();
    batcher.close();
    table.close();
  }
}
