package io.thalweg.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Asks a server for predictions at a steady rate, on a thread of its own, from when the model is
 * ready until closed. One request at a time and never a second try: each request is served or
 * failed. Thread-safe.
 */
public final class PredictionClient implements AutoCloseable {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final long READINESS_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_TIMEOUT)
          .build();
  private final URI ready;
  private final URI infer;
  private final Supplier<byte[]> bodies;
  private final long periodNanos;
  private final AnswerLog answers = new AnswerLog();
  private final Thread thread;
  private volatile boolean stopped;

  private PredictionClient(
      URI server, String model, Supplier<byte[]> bodies, double requestsPerSecond) {
    this.ready = server.resolve("/v2/models/" + model + "/ready");
    this.infer = server.resolve("/v2/models/" + model + "/infer");
    this.bodies = bodies;
    this.periodNanos = (long) (TimeUnit.SECONDS.toNanos(1) / requestsPerSecond);
    this.thread = Daemon.named("thalweg-prediction-client", this::ask);
  }

  /**
   * Begins at once to ask whether the model is ready.
   *
   * @param server {@code http://host:port}
   * @param bodies called on the client's thread only
   */
  public static PredictionClient start(
      URI server, String model, Supplier<byte[]> bodies, double requestsPerSecond) {
    PredictionClient client = new PredictionClient(server, model, bodies, requestsPerSecond);
    client.thread.start();
    return client;
  }

  public PredictionStats stats() {
    return answers.stats();
  }

  /** Returns once the request on the way has its answer; close the client before the server. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    Daemon.awaitEnd(thread);
  }

  private void ask() {
    try {
      awaitReady();
      long dueNanos = System.nanoTime();
      while (!stopped) {
        infer();
        // After a slow answer the next request is due at once, but no burst follows.
        dueNanos = Math.max(dueNanos + periodNanos, System.nanoTime() - periodNanos);
        pauseUntil(dueNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(ready).timeout(REQUEST_TIMEOUT).build();
    while (!stopped) {
      try {
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      pauseUntil(System.nanoTime() + READINESS_PAUSE_NANOS);
    }
  }

  private void infer() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(infer)
            .timeout(REQUEST_TIMEOUT)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(bodies.get()))
            .build();
    long sentNanos = System.nanoTime();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      answers.answered(response.statusCode(), response.body(), System.nanoTime() - sentNanos);
    } catch (IOException e) {
      answers.failed("no answer: " + e);
    }
  }

  private void pauseUntil(long nanos) {
    for (long left = nanos - System.nanoTime();
        left > 0 && !stopped;
        left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
