package io.thalweg.bench.drift;

import io.thalweg.ingestion.generate.Concept;
import io.thalweg.ingestion.generate.Concepts;
import io.thalweg.ingestion.generate.Drift;
import io.thalweg.ingestion.generate.DriftPlan;
import io.thalweg.ingestion.generate.GeneratedStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * A stream of the bench. Immutable.
 *
 * @param concepts makes them anew: some move
 */
record DriftingStream(String name, Kind kind, DriftPlan plan, Supplier<List<Concept>> concepts) {
  private static final long SEED = 1;
  private static final int QUARTERS = 4;
  private static final int STRETCHES = 9;
  private static final int GRADUAL_SHARE = 20;

  /** How its concept changes. */
  enum Kind {
    ABRUPT,
    GRADUAL,
    MOVING,
    RECURRING
  }

  /** All of them, of so many rows each. */
  static List<DriftingStream> all(long rows) {
    return List.of(
        new DriftingStream(
            "sea-abrupt",
            Kind.ABRUPT,
            DriftPlan.abrupt(rows, QUARTERS),
            () ->
                List.of(
                    Concepts.sea(8, 0.1),
                    Concepts.sea(9, 0.1),
                    Concepts.sea(7, 0.1),
                    Concepts.sea(9.5, 0.1))),
        new DriftingStream(
            "agrawal-abrupt",
            Kind.ABRUPT,
            DriftPlan.abrupt(rows, QUARTERS),
            () -> List.of(agrawal(1), agrawal(2), agrawal(3), agrawal(4))),
        new DriftingStream(
            "led-gradual",
            Kind.GRADUAL,
            DriftPlan.gradual(rows, QUARTERS, (double) rows / GRADUAL_SHARE),
            () ->
                List.of(
                    Concepts.led(1, 0.1),
                    Concepts.led(3, 0.1),
                    Concepts.led(5, 0.1),
                    Concepts.led(7, 0.1))),
        new DriftingStream(
            "hyperplane-moving",
            Kind.MOVING,
            DriftPlan.NONE,
            () -> List.of(Concepts.hyperplane(10, 0.001, 0.05, SEED))),
        new DriftingStream(
            "rbf-moving",
            Kind.MOVING,
            DriftPlan.NONE,
            () -> List.of(Concepts.randomRbf(10, 5, 50, 0.0001, SEED))),
        new DriftingStream(
            "rbf-recurring",
            Kind.RECURRING,
            DriftPlan.recurring(rows, STRETCHES, 3),
            () -> List.of(rbf(1), rbf(2), rbf(3))),
        new DriftingStream(
            "agrawal-recurring",
            Kind.RECURRING,
            DriftPlan.recurring(rows, STRETCHES, 3),
            () -> List.of(agrawal(2), agrawal(4), agrawal(7))));
  }

  private static Concept agrawal(int function) {
    return Concepts.agrawal(function, 0.05);
  }

  private static Concept rbf(long seed) {
    return Concepts.randomRbf(10, 2, 20, 0, seed);
  }

  /** From its first row on. */
  GeneratedStream open() {
    return new GeneratedStream(concepts.get(), plan, SEED);
  }

  /** The rows, from 0, with which another concept begins at once. */
  List<Long> breaks() {
    return plan.drifts().stream().filter(d -> d.width() == 0).map(Drift::at).toList();
  }
}
