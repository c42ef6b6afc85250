package io.thalweg.bench.collective;

import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.bench.collective.floor.PlainAdd;
import io.thalweg.bench.collective.openmpi.OpenMpi;
import io.thalweg.bench.collective.rank.RankProcesses;
import io.thalweg.bench.collective.rank.RanksInMemory;
import io.thalweg.bench.collective.rank.Wire;
import io.thalweg.bench.measure.MedianRound;
import java.util.ArrayList;
import java.util.List;

/** The rows of the collective's bench. Confined to one thread. */
final class CollectiveRows {
  static final String IN_JVM = "in-jvm-2r-16MiB-vs-add";
  static final String HIERARCHICAL = "hierarchical-2x2-vs-flat-4";

  private static final VectorSize SIZE = VectorSize.LARGE;

  private final Effort effort;

  CollectiveRows(Effort effort) {
    this.effort = effort;
  }

  List<Row> measure(Context context) throws Exception {
    try (Scratch scratch = Scratch.open(context.directory())) {
      Context.Progress progress = context.progress();
      TcpRows tcp = new TcpRows(OpenMpi.compileIn(scratch.directory()), effort, progress);
      List<Row> rows = new ArrayList<>();
      rows.addAll(tcp.plain(2));
      rows.addAll(tcp.plain(4));
      progress.say("2 ranks in memory");
      rows.add(inJvm());
      progress.say("2 processes of 2 ranks, 4 processes");
      rows.add(hierarchical());
      rows.addAll(tcp.guarded(Wire.TCP_WITH_PAYLOAD_CRC, "crc"));
      rows.addAll(tcp.guarded(Wire.TCP_WITH_HMAC, "hmac"));
      return rows;
    }
  }

  private Row inJvm() throws Exception {
    int iterations = effort.iterations(2, SIZE);
    PlainAdd floor = new PlainAdd(SIZE.bytes());
    try (RanksInMemory ranks = RanksInMemory.start(2)) {
      ranks.medianMicros(VectorSize.SMALL.bytes(), effort.warmUps());
      MedianRound micros =
          MedianRound.byTurns(
              effort.rounds(),
              () -> ranks.medianMicros(SIZE.bytes(), iterations),
              () -> floor.medianMicros(iterations));
      return Row.measured(
          IN_JVM,
          micros.ours(),
          "us",
          new Reference("one thread's plain add", micros.reference()),
          Goal.atMost(2, "at most 2.0 x adding one array of these bytes to another"));
    }
  }

  private Row hierarchical() throws Exception {
    int iterations = effort.iterations(4, SIZE);
    try (RankProcesses two = RankProcesses.start(Wire.HIERARCHICAL, 2, 2);
        RankProcesses four = RankProcesses.start(Wire.TCP, 4, 1)) {
      two.medianMicros(VectorSize.SMALL.bytes(), effort.warmUps());
      four.medianMicros(VectorSize.SMALL.bytes(), effort.warmUps());
      MedianRound micros =
          MedianRound.byTurns(
              effort.rounds(),
              () -> two.medianMicros(SIZE.bytes(), iterations),
              () -> four.medianMicros(SIZE.bytes(), iterations));
      return Row.measured(
          HIERARCHICAL,
          micros.ours(),
          "us",
          new Reference("4 processes", micros.reference()),
          Goal.below(1, "less than 4 processes take for the same 16 MiB"));
    }
  }
}
