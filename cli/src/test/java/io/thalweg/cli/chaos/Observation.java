package io.thalweg.cli.chaos;

import static org.awaitility.Awaitility.await;

import io.thalweg.cli.chaos.ClusterProcess.Member;
import io.thalweg.cli.crash.EventStream;
import io.thalweg.schemas.ContractException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Watches a cluster from outside: the ledger as it grows, predictions as they come. Thread-safe
 * between its start and its end.
 */
final class Observation implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration READY_TRY = Duration.ofSeconds(2);

  private final ClusterProcess cluster;
  private final String bootstrapServers;
  private final EventStream stream;
  private final AuditTail tail;
  private final List<URI> servers;
  private final RetryingClient client;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(READY_TRY).build();
  private final Thread thread = new Thread(this::follow, "chaos-tail");
  private volatile boolean isStopped;
  private volatile @Nullable String broken;

  private Observation(
      ClusterProcess cluster, String bootstrapServers, EventStream stream, List<URI> servers) {
    this.cluster = cluster;
    this.bootstrapServers = bootstrapServers;
    this.stream = stream;
    this.tail = new AuditTail(bootstrapServers);
    this.servers = servers;
    this.client = new RetryingClient(servers, ChaosPipeline.NAME);
  }

  static Observation begin(ClusterProcess cluster, ChaosPipeline pipeline, EventStream stream)
      throws IOException {
    List<URI> servers =
        cluster.members().stream()
            .filter(m -> m.name().startsWith("server"))
            .map(Member::uri)
            .toList();
    Observation observation =
        new Observation(cluster, pipeline.bootstrapServers(), stream, servers);
    observation.thread.start();
    return observation;
  }

  private void follow() {
    try {
      while (!isStopped) {
        tail.poll();
      }
    } catch (ContractException | RuntimeException e) {
      broken = "the ledger can't be read: " + e;
    } finally {
      tail.close();
    }
  }

  /** Until both servers answer; then clients begin to ask. */
  void awaitServing(Duration patience) {
    within(patience, () -> servers.stream().allMatch(this::isReady));
    client.start();
  }

  /**
   * Until each labelled event that was sent is committed, or more were than should. Whoever stood
   * still for most of the time has much to catch up with, so patience begins anew with each {@code
   * portion} of them.
   */
  void awaitCommitted(Duration patience, int portion) {
    int expected = (int) IntStream.range(0, stream.sent()).filter(EventStream::isLabelled).count();
    while (tail.count() < expected) {
      int before = tail.count();
      System.out.printf("chaos: %d of %d are committed%n", before, expected);
      within(patience, () -> tail.count() >= Math.min(expected, (long) before + portion));
    }
  }

  /** Does it, and waits until the cluster has got over it. */
  Recovery suffer(Fault fault, Duration patience) throws Exception {
    if (fault.isServer()) {
      within(patience, () -> servers.stream().allMatch(this::isReady));
    }
    Member victim = cluster.member(fault.victim());
    long written = AuditTail.written(bootstrapServers);
    if (fault.isKill()) {
      victim.signal("KILL");
      within(patience, () -> !victim.isAlive());
    } else {
      victim.signal("STOP");
      TimeUnit.MILLISECONDS.sleep(fault.stopped().toMillis()); // what is done, not a wait for it
      victim.signal("CONT");
    }
    long from = System.nanoTime();
    if (fault.isServer()) {
      within(patience, () -> isReady(victim.uri()));
    } else {
      long before = fault.isKill() ? written : AuditTail.written(bootstrapServers);
      within(patience, () -> tail.next() > before);
    }
    return new Recovery(fault, Duration.ofNanos(System.nanoTime() - from));
  }

  private void within(Duration patience, Callable<Boolean> condition) {
    try {
      await()
          .atMost(patience)
          .pollInSameThread()
          .pollInterval(POLL)
          .until(() -> broken != null || !cluster.isAlive() || condition.call());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not within " + patience + ": " + cluster.lastWords(), e);
    }
    if (broken != null || !cluster.isAlive()) {
      throw new AssertionError(broken + "; the cluster is alive: " + cluster.isAlive());
    }
  }

  private boolean isReady(URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v2/models/" + ChaosPipeline.NAME + "/ready"))
            .timeout(READY_TRY)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What clients and the ledger's reader have met. */
  List<String> faults() {
    List<String> faults = new ArrayList<>(client.faults());
    if (broken != null) {
      faults.add(broken);
    }
    return faults;
  }

  @Override
  public String toString() {
    return "%d predictions, %d second tries".formatted(client.served(), client.retried());
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
    isStopped = true;
    thread.join();
  }
}
