package io.thalweg.bench.serving;

import io.thalweg.bench.Context.Progress;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.serving.OpenLoop.Result;
import io.thalweg.bench.serving.server.ServerProcess;
import java.time.Duration;
import java.util.List;

/**
 * Ten times what a slow model can answer, once before it is measured: what a first overload makes
 * the server compile and take of memory stays with it. Confined to one thread.
 */
final class Overload {
  private static final int SLOW_MILLIS = 5;
  private static final int CONNECTIONS = 64;

  private final Versions versions;
  private final Effort effort;

  Overload(Versions versions, Effort effort) {
    this.versions = versions;
    this.effort = effort;
  }

  List<Row> rows(Progress progress) throws Exception {
    double capacity = Runtime.getRuntime().availableProcessors() * 1_000.0 / SLOW_MILLIS;
    Duration length = Duration.ofSeconds(2L * effort.seconds());
    try (ServerProcess server = versions.serve(SLOW_MILLIS)) {
      OpenLoop load = versions.load(server, CONNECTIONS);
      load.run(capacity / 2, Duration.ofSeconds(2));
      long untouched = server.residentBytes();
      load.run(10 * capacity, Duration.ofSeconds(effort.seconds()));
      double first = 100.0 * (server.residentBytes() - untouched) / untouched;
      load.run(capacity / 2, Duration.ofSeconds(2));
      Result steady = load.run(capacity / 2, length);
      long before = server.residentBytes();
      Result over = load.run(10 * capacity, length);
      double growth = 100.0 * (server.residentBytes() - before) / before;
      load.run(capacity / 2, Duration.ofSeconds(1));
      Result after = load.run(capacity / 2, length);
      progress.say("overload: %d answered, %d turned away".formatted(over.answered(), over.shed()));
      return List.of(
          Row.measured(
              "overload-p99-vs-steady",
              over.p99(),
              "us",
              new Reference("half of its capacity", steady.p99()),
              Goal.atMost(2, "<= 2 of the same at half of its capacity")),
          Row.measured(
              "overload-answered-vs-capacity",
              over.answered() / (double) length.toSeconds(),
              "requests/s",
              new Reference("what its workers can do", capacity),
              Goal.atLeast(0.8, ">= 0.8: it goes on working")),
          Row.measured(
              "overload-failed", (double) over.failed(), "requests", Goal.atMost(0, "none")),
          Row.measured("overload-rss-growth-percent", growth, "%", Goal.below(2, "< 2 %")),
          Row.measured("overload-first-rss-growth-percent", first, "%", Goal.none()),
          Row.measured(
              "overload-after-p99-vs-before",
              after.p99(),
              "us",
              new Reference("before it", steady.p99()),
              Goal.atMost(1.5, "<= 1.5 of before, a second after")),
          Row.measured(
              "overload-after-shed", (double) after.shed(), "requests", Goal.atMost(0, "none")));
    }
  }
}
