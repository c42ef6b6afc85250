package io.thalweg.bench.serving;

import io.thalweg.bench.Context.Progress;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.measure.MedianRound;
import io.thalweg.bench.serving.OpenLoop.Result;
import io.thalweg.bench.serving.server.ServerProcess;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thousand versions swapped in while requests come steadily, after some that don't count: during
 * those the JVM compiles what loads a version, piece by piece, and its compilers take the cores
 * from the requests. Confined to one thread.
 */
final class SwapStorm {
  private static final double PER_SECOND = 1_000;
  private static final int CONNECTIONS = 16;
  private static final int SWAPS_PER_WINDOW = 50;
  private static final int SWAPS_UNTIL_MEMORY = 100;
  private static final long SWAP_GAP_MILLIS = 50;

  private final Versions versions;
  private final Effort effort;

  private Result first = Result.none();
  private Result steady = Result.none();
  private Result swapping = Result.none();
  private int swaps;
  private long residentEarly;
  private long heapEarly;

  SwapStorm(Versions versions, Effort effort) {
    this.versions = versions;
    this.effort = effort;
  }

  List<Row> rows(Progress progress) throws Exception {
    try (ServerProcess server = versions.serve(0);
        ServerProcess untouched = versions.serve(0)) {
      Duration length = Duration.ofMillis(SWAPS_PER_WINDOW * SWAP_GAP_MILLIS);
      warm(server, length, progress);
      while (swaps < effort.swaps()) {
        steady = steady.plus(versions.load(server, CONNECTIONS).run(PER_SECOND, length));
        int next = Math.min(SWAPS_PER_WINDOW, effort.swaps() - swaps);
        Swapped window = underSwaps(server, next, length);
        swapping = swapping.plus(window.requests());
        swaps += window.swaps();
        // It has the same requests, so that its code is as warm.
        versions.load(untouched, CONNECTIONS).run(PER_SECOND, length);
        progress.say("%d of %d versions swapped in".formatted(swaps, effort.swaps()));
      }
      List<Row> rows = new ArrayList<>(ofWindows());
      rows.addAll(ofMemory(server));
      rows.add(against(server, untouched));
      return rows;
    }
  }

  /** Half of the swaps one behind another, half of them as they will count. */
  private void warm(ServerProcess server, Duration length, Progress progress) throws Exception {
    int early = Math.min(SWAPS_UNTIL_MEMORY, effort.swapsBefore() / 2);
    int done = 0;
    for (; done < effort.swapsBefore() / 2; done++) {
      swap(server, versions.next());
    }
    versions.load(server, CONNECTIONS).run(PER_SECOND, length);
    while (done < effort.swapsBefore()) {
      int next = Math.min(SWAPS_PER_WINDOW, effort.swapsBefore() - done);
      Swapped window = underSwaps(server, next, length);
      first = first.plus(window.requests());
      done += window.swaps();
      if (residentEarly == 0 && done - effort.swapsBefore() / 2 >= early) {
        heapEarly = server.heapBytes();
        residentEarly = server.residentBytes();
      }
    }
    progress.say("%d versions swapped in beforehand".formatted(done));
  }

  private record Swapped(int swaps, Result requests) {}

  private Swapped underSwaps(ServerProcess server, int count, Duration length) throws Exception {
    Deque<ModelAnnouncement> next = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      next.add(versions.next());
    }
    ExecutorService client = Executors.newSingleThreadExecutor();
    try {
      Future<Result> load =
          client.submit(() -> versions.load(server, CONNECTIONS).run(PER_SECOND, length));
      // What is swapped in when the load is over isn't under load, and doesn't count.
      while (!next.isEmpty() && !load.isDone()) {
        swap(server, next.remove());
        Thread.sleep(SWAP_GAP_MILLIS - 10);
      }
      return new Swapped(count - next.size(), load.get());
    } finally {
      client.shutdownNow();
    }
  }

  private static void swap(ServerProcess server, ModelAnnouncement version) throws IOException {
    long serves = server.swap(version);
    if (serves != version.version()) {
      throw new IllegalStateException(
          "version %d serves, want %d".formatted(serves, version.version()));
    }
  }

  private List<Row> ofMemory(ServerProcess server) throws IOException {
    double heap = 100.0 * (server.heapBytes() - heapEarly) / heapEarly;
    double resident = 100.0 * (server.residentBytes() - residentEarly) / residentEarly;
    return List.of(
        Row.measured(
            "swap-rss-growth-percent",
            resident,
            "%",
            Goal.below(2, "< 2 % after the first hundred under load")),
        Row.measured("swap-heap-growth-percent", heap, "%", Goal.none()));
  }

  private List<Row> ofWindows() {
    return List.of(
        Row.measured(
            "swap-p99-vs-steady",
            swapping.p99(),
            "us",
            new Reference("windows without swaps", steady.p99()),
            Goal.atMost(1.5, "<= 1.5 of windows without swaps")),
        Row.measured(
            "swap-p99-before-that",
            first.p99(),
            "us",
            new Reference("windows without swaps, later", steady.p99()),
            Goal.none()),
        Row.measured(
            "swap-failed",
            (double) (swapping.failed() + swapping.shed() + steady.failed() + steady.shed()),
            "requests",
            Goal.atMost(0, "none")),
        Row.measured(
            "swap-mixed",
            (double) (swapping.unsound() + steady.unsound()),
            "answers",
            Goal.atMost(0, "none")));
  }

  /** What a request takes by one connection, by turns. */
  private Row against(ServerProcess server, ServerProcess untouched) throws Exception {
    Duration length = Duration.ofSeconds(effort.seconds());
    MedianRound round =
        MedianRound.byTurns(
            effort.rounds(), () -> meanMicros(server, length), () -> meanMicros(untouched, length));
    return Row.measured(
        "swap-time-vs-unswapped",
        round.ours(),
        "us",
        new Reference("a server without swaps", round.reference()),
        Goal.atMost(1.1, "within 10 %"));
  }

  private double meanMicros(ServerProcess server, Duration length) throws Exception {
    return (double)
        versions.load(server, 1).run(PER_SECOND, length).micros().getValueAtPercentile(50);
  }
}
