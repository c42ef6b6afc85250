package io.thalweg.serving.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.TestModel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Measures one-row infer requests with ten features over eight connections of the loopback, each
 * with one request at a time; the client runs in the same process. Started by hand.
 */
public final class InferLoad {
  private static final int CONNECTIONS = 8;
  private static final int FEATURES = 10;
  private static final long WARM_NANOS = 5_000_000_000L;
  private static final long MEASURED_NANOS = 10_000_000_000L;

  private InferLoad() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("thalweg-infer-load");
    try (RunningServer server = new RunningServer(directory)) {
      server.updater.offer(release(server));
      server.updater.loadWaiting();
      load(server, WARM_NANOS);
      Histogram micros = load(server, MEASURED_NANOS);
      System.out.printf(
          "%.0f requests/s, client p50 %d us, p99 %d us, server p50 %d us, p99 %d us%n",
          micros.getTotalCount() / (MEASURED_NANOS / 1e9),
          micros.getValueAtPercentile(50),
          micros.getValueAtPercentile(99),
          server.recorder.latencyMicros().percentile(50).orElseThrow(),
          server.recorder.latencyMicros().percentile(99).orElseThrow());
    }
  }

  /** Ten numbers, two hidden layers of 64, all weights 0.01. */
  private static ModelAnnouncement release(RunningServer server) throws IOException {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < FEATURES; i++) {
      features.add(
          new Feature.Numeric("x" + i, "x" + i, Transform.NONE, Scaling.STANDARDIZE, -1e9, 1e9));
    }
    ModelSpec.Dense layer = new ModelSpec.Dense(64, ModelSpec.Activation.RELU);
    ModelSpec spec =
        new ModelSpec(
            TestModel.NAME, new FeatureSpec(features), List.of(layer, layer), new Head.Binary(), 1);
    float[] parameters = new float[spec.parameterLayout().length()];
    Arrays.fill(parameters, 0.01f);
    // All inputs missing: the first layer gives 0.01, the second 0.0164, the head 0.020496.
    double logit = 0.01 + 64 * 0.01 * (0.01 + 64 * 0.01 * 0.01);
    Parity parity =
        new Parity(
            List.of(Collections.nCopies(FEATURES, Float.NaN)),
            List.of(List.of((float) (1 / (1 + Math.exp(-logit))))));
    Receipt receipt = new Receipt(1, null, 0, 1, 0, 0, Map.of(), List.of());
    String sha =
        ArtifactWriter.write(
                server.store,
                spec,
                parameters,
                new Standardization(spec.features()),
                parity,
                receipt)
            .manifestSha256();
    return new ModelAnnouncement(TestModel.NAME, 1, sha, 0);
  }

  private static byte[] request() {
    StringBuilder inputs = new StringBuilder();
    for (int i = 0; i < FEATURES; i++) {
      inputs.append(
          "%s{\"name\":\"x%d\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[%s]}"
              .formatted(i == 0 ? "" : ",", i, 0.123 * i));
    }
    String body = "{\"inputs\":[" + inputs + "]}";
    return "POST /v2/models/clicks/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body)
        .getBytes(US_ASCII);
  }

  private static Histogram load(RunningServer server, long nanos) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
    List<Future<Histogram>> clients = new ArrayList<>();
    long end = System.nanoTime() + nanos;
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(pool.submit(() -> client(server.port(), end)));
    }
    Histogram all = new Histogram(3);
    for (Future<Histogram> client : clients) {
      all.add(client.get());
    }
    pool.shutdown();
    return all;
  }

  private static Histogram client(int port, long end) throws IOException {
    Histogram micros = new Histogram(3);
    byte[] request = request();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        socket.getOutputStream().write(request);
        readAnswer(in);
        micros.recordValue((System.nanoTime() - start) / 1000);
      }
    }
    return micros;
  }

  private static void readAnswer(InputStream in) throws IOException {
    String line = readLine(in);
    if (!line.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + line);
    }
    int length = -1;
    while (!line.isEmpty()) {
      line = readLine(in);
      if (line.startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring("content-length: ".length()));
      }
    }
    in.skipNBytes(length);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
