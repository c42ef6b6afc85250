package io.thalweg.serving.console;

import io.thalweg.serving.console.Mark.Kind;
import java.util.Arrays;

/** Marks what has changed in learning from record to record. Confined to the console's lock. */
final class Changes {
  private final double[] drifts = new double[LearnedNames.DETECTORS];
  private double restarts = Double.NaN;
  private double promotions = Double.NaN;
  private boolean held;

  Changes() {
    Arrays.fill(drifts, Double.NaN);
  }

  /** Looks once after a record. */
  void look(ModelFigures figures, long nowMillis, Marks marks) {
    for (int i = 0; i < drifts.length; i++) {
      double now = figures.max(LearnedNames.drifts(i), nowMillis);
      if (now > drifts[i]) {
        String detector = figures.text(LearnedNames.driftDetector(i));
        marks.add(nowMillis, Kind.DRIFT, detector == null ? "detector " + i : detector, null);
      }
      drifts[i] = counted(now, drifts[i]);
    }
    double restartsNow = figures.max(LearnedNames.NUM_RESTARTS, nowMillis);
    if (restartsNow > restarts) {
      marks.add(nowMillis, Kind.RESTART, "restart %.0f of the job".formatted(restartsNow), null);
    }
    restarts = Double.isNaN(restartsNow) ? restarts : restartsNow;
    double promotionsNow = figures.max(LearnedNames.PROMOTIONS, nowMillis);
    if (promotionsNow > promotions) {
      marks.add(nowMillis, Kind.PROMOTION, "a challenger became the champion", null);
    }
    promotions = counted(promotionsNow, promotions);
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

  /** A counter that is restored says 0 until it is. */
  private static double counted(double now, double before) {
    return Double.isNaN(now) || (now == 0 && before > 0) ? before : now;
  }

  /** Drifts that the detector has told of; no number if there is none. */
  double drifts(int detector) {
    return drifts[detector];
  }
}
