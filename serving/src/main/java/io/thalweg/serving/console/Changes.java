package io.thalweg.serving.console;

import io.thalweg.serving.console.Mark.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Marks what has changed in learning from record to record. Confined to the console's lock. */
final class Changes {
  /** Within this time learners notice the same drift. */
  private static final long SAME_DRIFT_MILLIS = 10_000;

  private final Drift[] drifts = new Drift[LearnedNames.DETECTORS];
  private double restarts = Double.NaN;
  private double promotions = Double.NaN;
  private boolean held;

  /** The last mark of a detector, and the learners that it stands for. */
  private record Drift(long timeMillis, Set<String> learners) {
    boolean isOf(Set<String> risen, long nowMillis) {
      return nowMillis - timeMillis < SAME_DRIFT_MILLIS && Collections.disjoint(learners, risen);
    }
  }

  Changes() {
    Arrays.fill(drifts, new Drift(0, Set.of()));
  }

  /** Looks once after a record. */
  void look(ModelFigures figures, Counted counted, long nowMillis, Marks marks) {
    for (int i = 0; i < drifts.length; i++) {
      lookAtDrifts(i, figures, counted.risen(LearnedNames.drifts(i)), nowMillis, marks);
    }
    double restartsNow = figures.max(LearnedNames.NUM_RESTARTS, nowMillis);
    if (restartsNow > restarts) {
      marks.add(nowMillis, Kind.RESTART, "restart %.0f of the job".formatted(restartsNow), null);
    }
    restarts = Double.isNaN(restartsNow) ? restarts : restartsNow;
    double promotionsNow = counted.largest(LearnedNames.PROMOTIONS);
    if (promotionsNow > promotions) {
      marks.add(nowMillis, Kind.PROMOTION, "a challenger became the champion", null);
    }
    promotions = promotionsNow;
    boolean holds = figures.max(LearnedNames.BAD_HOLDS, nowMillis) > 0;
    if (holds && !held) {
      double share = figures.max(LearnedNames.BAD_SHARE, nowMillis);
      marks.add(
          nowMillis,
          Kind.HOLD,
          "%.1f %% of the newest records are bad".formatted(100 * share),
          null);
    }
    held = holds;
  }

  private void lookAtDrifts(
      int detector, ModelFigures figures, Set<String> risen, long nowMillis, Marks marks) {
    if (risen.isEmpty()) {
      return;
    }
    Drift last = drifts[detector];
    if (last.isOf(risen, nowMillis)) {
      Set<String> all = new TreeSet<>(last.learners());
      all.addAll(risen);
      drifts[detector] = new Drift(last.timeMillis(), all);
      return;
    }
    String name = figures.text(LearnedNames.driftDetector(detector));
    marks.add(nowMillis, Kind.DRIFT, name == null ? "detector " + detector : name, null);
    drifts[detector] = new Drift(nowMillis, risen);
  }
}
