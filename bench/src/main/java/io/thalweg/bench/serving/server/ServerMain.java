package io.thalweg.bench.serving.server;

import io.thalweg.model.store.ModelStore;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.explain.Backgrounds;
import io.thalweg.serving.explain.ExplainConfig;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.grpc.GrpcProtocol;
import io.thalweg.serving.grpc.ModelCalls;
import io.thalweg.serving.http.HttpServer;
import io.thalweg.serving.http.HttpSettings;
import io.thalweg.serving.http.InferCalls;
import io.thalweg.serving.http.OipRoutes;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionLoader;
import io.thalweg.serving.version.VersionTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A server without Kafka, on two ports, of which the second counts its times by itself, so that
 * what warmed the code through the first isn't among them. Prints the ports; then each line of
 * standard input, {@code VERSION SHA256}, is a version to swap in, answered with what serves and
 * the median time inside the server of what came through the second port; {@code heap} is answered
 * with the bytes of the heap that are in use after a collection. Ends when the input does.
 */
final class ServerMain {
  private static final long MAX_BODY_BYTES = 1 << 20;

  private ServerMain() {}

  /** The store, and how many milliseconds a row is to take beside its computing. */
  public static void main(String[] args) throws Exception {
    ModelStore store = ModelStores.open(args[0]);
    int slowMillis = Integer.parseInt(args[1]);
    InstantSource clock = InstantSource.system();
    ServingRecorder recorder = new ServingRecorder();
    VersionTable table = new VersionTable(List.of(BenchModel.NAME));
    VersionLoader onnx = new OnnxLoader(store, clock);
    VersionLoader loader = slowMillis == 0 ? onnx : a -> SlowPredictor.of(onnx.load(a), slowMillis);
    VersionUpdater updater = new VersionUpdater(table, loader, recorder, clock, a -> true);
    ServingRecorder second = new ServingRecorder();
    try (Batcher batcher = new Batcher(BatchSettings.defaults());
        HttpServer http = listen(batcher, table, recorder);
        HttpServer counted = listen(batcher, table, second)) {
      System.out.println("port " + http.port());
      System.out.println("port " + counted.port());
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.equals("heap")) {
          System.out.println("heap " + heapBytes());
          continue;
        }
        int space = line.indexOf(' ');
        long version = Long.parseLong(line.substring(0, space));
        updater.offer(
            new ModelAnnouncement(BenchModel.NAME, version, line.substring(space + 1), 0));
        updater.loadWaiting();
        System.out.println(
            "serves %d %d"
                .formatted(
                    table.openSlot(BenchModel.NAME).servingVersion().orElse(-1),
                    second.latencyMicros().percentile(50).orElse(-1)));
      }
    }
    System.exit(0);
  }

  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static HttpServer listen(Batcher batcher, VersionTable table, ServingRecorder recorder)
      throws IOException {
    Servables servables = new Servables(table);
    Inference inference =
        new Inference(
            servables, List.of(new Backgrounds(ExplainConfig.defaults(), System::nanoTime)));
    Duration deadline = Duration.ofSeconds(5);
    HttpServer http =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0),
            List.of(new OipRoutes(table, servables, new InferCalls(inference, recorder, deadline))),
            batcher,
            new GrpcProtocol(
                table, new ModelCalls(servables, inference, recorder, deadline), MAX_BODY_BYTES));
    http.start();
    return http;
  }
}
