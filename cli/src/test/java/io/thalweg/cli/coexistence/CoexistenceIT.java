package io.thalweg.cli.coexistence;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.bytedeco.openblas.global.openblas;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/** Every native library and every server of the platform, in turns, in one process. */
@Timeout(120)
final class CoexistenceIT {
  private static final int ROUNDS = 3;

  @TempDir private Path directory;

  @Test
  void everyEngineAndServerWorksInOneProcess() throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server = startServer(vertx);
    try (NDManager manager = NDManager.newBaseManager(null, "PyTorch");
        OrtEnvironment onnx = OrtEnvironment.getEnvironment();
        OrtSession session = onnx.createSession(DoublingOnnx.bytes());
        RocksDB rocks = RocksDB.open(directory.resolve("rocks").toString())) {
      JniUtils.setNumThreads(1);
      for (int round = 1; round <= ROUNDS; round++) {
        Path checkpoints = directory.resolve("checkpoints-" + round);
        CloseableIterator<Tuple2<Long, Long>> job = startFlinkJob(checkpoints);
        trainsOneStep(manager);
        infers(onnx, session, round);
        multiplies();
        answersOverHttp(server.actualPort());
        stores(rocks, round);
        sumsPerKey(job);
        job.close();
        trainsOneStep(manager);
      }
    } finally {
      vertx.close().await();
    }
  }

  private static void trainsOneStep(NDManager parent) {
    JniUtils.setGradMode(true);
    try (NDManager step = parent.newSubManager()) {
      NDArray x = step.create(new float[] {3, 4}, new Shape(1, 2));
      PtNDArray w = (PtNDArray) step.create(new float[] {1, 2}, new Shape(2, 1));
      w.setRequiresGradient(true);
      PtNDArray loss = (PtNDArray) x.matMul(w).square().sum();
      assertThat(loss.getFloat()).isEqualTo(121f);
      JniUtils.backward(loss, (PtNDArray) step.create(1f), false, false);
      assertThat(w.getGradient().toFloatArray()).containsExactly(66f, 88f);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private static void infers(OrtEnvironment onnx, OrtSession session, int value) throws Exception {
    try (OnnxTensor x = OnnxTensor.createTensor(onnx, new float[] {value, -0.5f});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      assertThat((float[]) result.get(0).getValue()).containsExactly(2f * value, -1f);
    }
  }

  private static void multiplies() {
    float[] a = {1, 2, 3, 4};
    float[] b = {5, 6, 7, 8};
    float[] c = new float[4];
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasNoTrans,
        2,
        2,
        2,
        1f,
        a,
        2,
        b,
        2,
        0f,
        c,
        2);
    assertThat(c).containsExactly(19f, 22f, 43f, 50f);
  }

  private static HttpServer startServer(Vertx vertx) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end("world"))
        .listen(0, "127.0.0.1")
        .await();
  }

  private static void answersOverHttp(int port) throws Exception {
    HttpRequest hello = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
    assertThat(HttpClient.newHttpClient().send(hello, BodyHandlers.ofString()).body())
        .isEqualTo("world");
  }

  private static void stores(RocksDB rocks, int round) throws Exception {
    byte[] key = ("key-" + round).getBytes(StandardCharsets.UTF_8);
    rocks.put(key, new byte[] {(byte) round});
    assertThat(rocks.get(key)).containsExactly(round);
  }

  private static CloseableIterator<Tuple2<Long, Long>> startFlinkJob(Path checkpoints)
      throws Exception {
    Configuration config = new Configuration();
    config.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    return StreamExecutionEnvironment.createLocalEnvironment(1, config)
        .fromSequence(1, 1_000)
        .map(n -> Tuple2.of(n % 4, n))
        .returns(Types.TUPLE(Types.LONG, Types.LONG))
        .keyBy(pair -> pair.f0)
        .sum(1)
        .executeAndCollect();
  }

  private static void sumsPerKey(CloseableIterator<Tuple2<Long, Long>> runningSums) {
    Map<Long, Long> last = new HashMap<>();
    runningSums.forEachRemaining(sum -> last.put(sum.f0, sum.f1));
    assertThat(last)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(0L, 125_500L, 1L, 124_750L, 2L, 125_000L, 3L, 125_250L));
  }
}
