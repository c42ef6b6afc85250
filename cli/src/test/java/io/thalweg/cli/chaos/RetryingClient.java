package io.thalweg.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for predictions, one at a time, from a server or, where that fails, from the other one, as
 * an application does. Runs on a thread of its own; its figures are thread-safe.
 */
final class RetryingClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TRY = Duration.ofSeconds(2);
  private static final long PREDICTION_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long PAUSE_MILLIS = 50;
  private static final String BODY =
      """
      {"inputs": [{"name": "a", "datatype": "FP64", "shape": [1], "data": [0.5]},
                  {"name": "b", "datatype": "FP64", "shape": [1], "data": [0.1]}]}
      """;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TRY).build();
  private final List<URI> servers;
  private final String path;
  private final Map<URI, Long> versions = new HashMap<>(); // of the thread's own
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "chaos-client");
  private volatile boolean isStopped;

  RetryingClient(List<URI> servers, String model) {
    this.servers = List.copyOf(servers);
    this.path = "/v2/models/" + model + "/infer";
  }

  void start() {
    thread.start();
  }

  long served() {
    return served.get();
  }

  long retried() {
    return retried.get();
  }

  /** Predictions that nobody gave, and versions that fell. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  private void run() {
    try {
      for (int n = 0; !isStopped; n++) {
        predict(n);
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void predict(int n) throws InterruptedException {
    long began = System.nanoTime();
    String last = "";
    for (int attempt = 0; System.nanoTime() - began < PREDICTION_NANOS; attempt++) {
      URI server = servers.get((n + attempt) % servers.size());
      try {
        HttpResponse<byte[]> answer = ask(server);
        if (answer.statusCode() == 200) {
          requireNoFall(server, JSON.readTree(answer.body()));
          served.incrementAndGet();
          return;
        }
        last = answer.statusCode() + " from " + server;
      } catch (IOException e) {
        last = e + " from " + server;
      }
      retried.incrementAndGet();
    }
    faults.add("no prediction within 10 s; last: " + last);
  }

  private HttpResponse<byte[]> ask(URI server) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(TRY)
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Of a server that was killed as well: what comes after it has read the log to its end. */
  private void requireNoFall(URI server, JsonNode answer) {
    long version = answer.path("model_version").asLong();
    Long before = versions.put(server, version);
    if (before != null && version < before) {
      faults.add("the version fell on %s: from=%d, to=%d".formatted(server, before, version));
    }
  }

  @Override
  public void close() throws InterruptedException {
    isStopped = true;
    thread.join();
  }
}
