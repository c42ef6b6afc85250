package io.thalweg.bench.collective;

import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.collective.openmpi.OpenMpi;
import io.thalweg.bench.collective.rank.RankProcesses;
import io.thalweg.bench.collective.rank.Wire;
import io.thalweg.bench.measure.MedianRound;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ranks in processes of their own beside those of OpenMPI. Confined to one thread. */
final class TcpRows {
  private final Optional<OpenMpi> peer;
  private final Effort effort;
  private final Context.Progress progress;

  TcpRows(Optional<OpenMpi> peer, Effort effort, Context.Progress progress) {
    this.peer = peer;
    this.effort = effort;
    this.progress = progress;
  }

  static String name(int ranks, VectorSize size) {
    return "tcp-%dr-%s-vs-openmpi".formatted(ranks, size.label());
  }

  /** The rows with goals, and those beside OpenMPI's other ways. */
  List<Row> plain(int ranks) throws Exception {
    List<Row> rows = new ArrayList<>();
    if (peer.isEmpty()) {
      effort.sizes().forEach(size -> rows.add(skipped(name(ranks, size))));
      return rows;
    }
    List<Row> informing = new ArrayList<>();
    try (RankProcesses ours = start(Wire.TCP, ranks)) {
      for (VectorSize size : effort.sizes()) {
        // As MPI programs mostly call it, with a vector for the sum; beside it as ours does.
        MedianRound micros = round(ours, peer.get(), OpenMpi.Way.TCP, ranks, size);
        rows.add(row(name(ranks, size), micros, "OpenMPI over TCP", TcpGoals.of(ranks, size)));
        MedianRound inPlace = round(ours, peer.get(), OpenMpi.Way.TCP_IN_PLACE, ranks, size);
        informing.add(
            row(
                name(ranks, size) + "-in-place",
                inPlace,
                "OpenMPI over TCP, in place",
                Goal.none()));
        double shared =
            peer.get()
                .medianMicros(
                    OpenMpi.Way.SHARED_MEMORY, ranks, size.bytes(), effort.iterations(ranks, size));
        informing.add(
            row(
                name(ranks, size) + "-shared-memory",
                new MedianRound(micros.ours(), shared),
                "OpenMPI in shared memory, one run",
                Goal.none()));
      }
    }
    rows.addAll(informing);
    return rows;
  }

  /** What guarding payloads costs two ranks; no goal. */
  List<Row> guarded(Wire wire, String word) throws Exception {
    List<Row> rows = new ArrayList<>();
    List<VectorSize> sizes = effort.sizes().stream().filter(TcpRows::isTypical).toList();
    if (peer.isEmpty()) {
      sizes.forEach(size -> rows.add(skipped(name(2, size) + "-" + word)));
      return rows;
    }
    try (RankProcesses ours = start(wire, 2)) {
      for (VectorSize size : sizes) {
        MedianRound micros = round(ours, peer.get(), OpenMpi.Way.TCP, 2, size);
        rows.add(row(name(2, size) + "-" + word, micros, "OpenMPI over TCP", Goal.none()));
      }
    }
    return rows;
  }

  private static boolean isTypical(VectorSize size) {
    return size == VectorSize.MEDIUM || size == VectorSize.LARGE;
  }

  private RankProcesses start(Wire wire, int ranks) throws Exception {
    progress.say("%d ranks, %s".formatted(ranks, wire));
    RankProcesses ours = RankProcesses.start(wire, ranks, 1);
    ours.medianMicros(VectorSize.SMALL.bytes(), effort.warmUps());
    return ours;
  }

  private MedianRound round(
      RankProcesses ours, OpenMpi theirs, OpenMpi.Way way, int ranks, VectorSize size)
      throws Exception {
    int iterations = effort.iterations(ranks, size);
    // Not counted: the compiler has not seen vectors of this size, nor has the kernel.
    ours.medianMicros(size.bytes(), 2 * iterations);
    MedianRound micros =
        MedianRound.byTurns(
            effort.rounds(),
            () -> ours.medianMicros(size.bytes(), iterations),
            () -> theirs.medianMicros(way, ranks, size.bytes(), iterations));
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %.0f us, OpenMPI %s %.0f us",
            size.label(),
            micros.ours(),
            way,
            micros.reference()));
    return micros;
  }

  private static Row row(String name, MedianRound micros, String peer, Goal goal) {
    return Row.measured(name, micros.ours(), "us", new Reference(peer, micros.reference()), goal);
  }

  private static Row skipped(String name) {
    return Row.skipped(name, OpenMpi.HOW_TO_INSTALL);
  }
}
