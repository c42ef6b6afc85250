package io.thalweg.bench.collective.rank;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The ranks of one process, each on a thread of its own. Confined to one thread. */
final class RankThreads implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Endpoint> endpoints;
  private final List<RankLoop> loops = new ArrayList<>();
  private final ExecutorService threads;

  RankThreads(Supplier<Endpoint> opener, int ranks) {
    endpoints = Stream.generate(opener).limit(ranks).toList();
    threads = Executors.newFixedThreadPool(ranks, task -> new Thread(task, "thalweg-bench-rank"));
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /**
   * Joins as so many adjacent ranks as there are endpoints.
   *
   * @param firstRank that of the first endpoint
   */
  void join(int firstRank, Membership membership) throws Exception {
    List<Callable<RankLoop>> joining = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      int rank = firstRank + i;
      joining.add(() -> new RankLoop(endpoint.join(membership, rank, PATIENCE)));
    }
    loops.addAll(all(joining));
  }

  /** What {@link RankLoop#nanos} says, of each rank. */
  List<long[]> nanos(int bytes, int iterations) throws Exception {
    List<Callable<long[]>> measuring = new ArrayList<>();
    for (RankLoop loop : loops) {
      measuring.add(() -> loop.nanos(bytes, iterations));
    }
    return all(measuring);
  }

  private <T> List<T> all(List<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> result : threads.invokeAll(tasks)) {
      results.add(result.get());
    }
    return results;
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
    threads.shutdownNow();
  }
}
