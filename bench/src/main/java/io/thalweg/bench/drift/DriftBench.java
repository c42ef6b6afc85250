package io.thalweg.bench.drift;

import io.thalweg.bench.Bench;
import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.bench.drift.moa.Moa;
import io.thalweg.bench.prequential.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Every stream: our learner, and MOA's forest on the same rows where it is there. */
public final class DriftBench implements Bench {
  private static final long ROWS = 50_000;

  /** A stretch then has the rows that a recovery is judged by. */
  private static final long LEAST_ROWS = 4_500;

  private static final int TREES = 10;
  private static final double POINT = 0.01;

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public String summary() {
    return "generated streams with drifts: accuracy and recovery beside MOA's adaptive forest";
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("-Xmx1g", "-XX:+UseSerialGC");
  }

  @Override
  public Duration limit() {
    return Duration.ofHours(2);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    long rows = context.rows().orElse(ROWS);
    if (rows < LEAST_ROWS || rows > Integer.MAX_VALUE) {
      throw new BenchException("--rows is %d; say %d or more".formatted(rows, LEAST_ROWS));
    }
    Optional<Moa> moa = Moa.find(context.directory().resolveSibling("moa"));
    List<Row> found = new ArrayList<>();
    try (Scratch scratch = Scratch.open(context.directory())) {
      Setting setting = Setting.standard(scratch.directory());
      Races races = new Races(setting, scratch.directory(), context.progress());
      Races withExperts = new Races(setting.withExperts(), scratch.directory(), context.progress());
      for (DriftingStream stream : DriftingStream.all(rows)) {
        Hits ours = races.learner(stream, rows, UnaryOperator.identity());
        Optional<Hits> forest =
            moa.isPresent()
                ? Optional.of(races.forest(moa.get(), TREES, stream, (int) rows))
                : Optional.empty();
        found.add(accuracy(stream, ours, forest));
        if (!stream.breaks().isEmpty()) {
          Hits indifferent = races.learner(stream, rows, Subject::withoutDriftDetection);
          found.add(share(stream.name() + "-without-reactions", indifferent.accuracy()));
          found.add(recovery(stream, "", ours));
          found.add(recovery(stream, "-without-reactions", indifferent));
          forest.ifPresent(hits -> found.add(recovery(stream, "-forest", hits)));
        }
        if (stream.kind() == DriftingStream.Kind.RECURRING) {
          Hits experts = withExperts.learner(stream, rows, UnaryOperator.identity());
          found.add(share(stream.name() + "-with-experts", experts.accuracy()));
          found.add(recovery(stream, "-with-experts", experts));
        }
      }
    }
    if (moa.isEmpty()) {
      found.add(Row.skipped("forest", Moa.HOW_TO_FETCH));
    }
    return found;
  }

  static Row accuracy(DriftingStream stream, Hits ours, Optional<Hits> forest) {
    if (forest.isEmpty()) {
      return share(stream.name(), ours.accuracy());
    }
    double theirs = forest.get().accuracy();
    Goal goal =
        stream.kind() == DriftingStream.Kind.RECURRING
            ? Goal.atLeast(Math.nextUp(1.0), "above the forest's")
            : Goal.atLeast(
                (theirs - POINT) / theirs,
                String.format(
                    Locale.ROOT, "%.4f or more, the forest's less a point", theirs - POINT));
    Reference reference =
        new Reference("MOA's AdaptiveRandomForest, %d trees".formatted(TREES), theirs);
    return Row.measured(stream.name(), ours.accuracy(), Row.SHARE, reference, goal);
  }

  private static Row share(String name, double value) {
    return Row.measured(name, value, Row.SHARE, Goal.none());
  }

  private static Row recovery(DriftingStream stream, String whose, Hits hits) {
    return Row.measured(
        stream.name() + "-recovery" + whose, hits.recovery(stream.breaks()), "events", Goal.none());
  }
}
