package io.thalweg.collective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Endpoints of as many ranks as wanted in this JVM, and one thread for each of them. */
public final class World implements AutoCloseable {

  /** Longer than anything takes that is going to succeed. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a rank does in its thread. */
  @FunctionalInterface
  public interface RankTask<T> {
    T run(int rank) throws Exception;
  }

  /** What a rank does with its communicator. */
  @FunctionalInterface
  public interface CommunicatorTask<T> {
    T run(Communicator communicator) throws Exception;
  }

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Endpoint> endpoints;
  private final ExecutorService threads;

  public World(Transport transport, int worldSize) {
    this(transport::open, worldSize);
  }

  public World(Supplier<Endpoint> endpoint, int worldSize) {
    this(Stream.generate(endpoint).limit(worldSize).toList());
  }

  /** Owns the endpoints, one a rank. */
  public World(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
    threads = Executors.newFixedThreadPool(endpoints.size(), task -> new Thread(task, "test-rank"));
  }

  public Endpoint endpoint(int rank) {
    return endpoints.get(rank);
  }

  /** The same endpoints under a new token. */
  public Membership newMembership() {
    List<Member> members = new ArrayList<>();
    for (int rank = 0; rank < endpoints.size(); rank++) {
      Endpoint endpoint = endpoints.get(rank);
      members.add(new Member(rank, endpoint.host(), endpoint.port(), endpoint.processId()));
    }
    return new Membership(Generation.random(random), members);
  }

  /** Joins a new generation on all ranks, runs the task on each and closes. */
  public <T> List<Outcome<T>> inGeneration(CommunicatorTask<T> task) {
    Membership membership = newMembership();
    return onRanks(
        endpoints.size(),
        rank -> {
          try (Communicator communicator = endpoint(rank).join(membership, rank, PATIENCE)) {
            return task.run(communicator);
          }
        });
  }

  /** Runs the task on the first ranks at once; waits no longer than twice the patience. */
  public <T> List<Outcome<T>> onRanks(int count, RankTask<T> task) {
    List<CompletableFuture<Outcome<T>>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int rank = i;
      running.add(CompletableFuture.supplyAsync(() -> outcome(task, rank), threads));
    }
    return running.stream()
        .map(one -> one.orTimeout(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join())
        .toList();
  }

  private static <T> Outcome<T> outcome(RankTask<T> task, int rank) {
    try {
      return new Outcome<>(task.run(rank), null);
    } catch (Throwable e) {
      return new Outcome<>(null, e);
    }
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
        throw new AssertionError("a rank's thread is still blocked 2 s after its endpoint closed");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while ranks were ending", e);
    }
  }
}
