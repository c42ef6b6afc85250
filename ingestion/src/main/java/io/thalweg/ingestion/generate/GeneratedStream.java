package io.thalweg.ingestion.generate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows of several concepts, one of which each row comes from. It has no end, and is the same for
 * the same seed and newly made concepts. Confined to one thread.
 */
public final class GeneratedStream {
  private final List<Concept> concepts;
  private final DriftPlan plan;
  private final SplittableRandom mixing;
  private final SplittableRandom drawing;
  private long row;

  /**
   * A stream from its first row on.
   *
   * @param concepts with the same columns and classes
   */
  public GeneratedStream(List<Concept> concepts, DriftPlan plan, long seed) {
    this.concepts = List.copyOf(concepts);
    this.plan = plan;
    this.mixing = new SplittableRandom(seed);
    this.drawing = mixing.split();
    for (Concept concept : concepts) {
      if (!concept.columns().equals(columns()) || concept.classes() != classes()) {
        throw new IllegalArgumentException(
            "concepts of one stream have the same columns and classes: %d and %d columns, %d and %d classes"
                .formatted(
                    columns().size(), concept.columns().size(), classes(), concept.classes()));
      }
    }
    for (Drift drift : plan.drifts()) {
      if (drift.to() < 0 || drift.to() >= concepts.size()) {
        throw new IllegalArgumentException(
            "a drift to concept %d at row %d, want 0 to %d"
                .formatted(drift.to(), drift.at(), concepts.size() - 1));
      }
    }
  }

  public List<Column> columns() {
    return concepts.get(0).columns();
  }

  public int classes() {
    return concepts.get(0).classes();
  }

  /**
   * Draws the next row and returns its class.
   *
   * @param values filled in, one for each column
   */
  public int next(double[] values) {
    int concept = plan.concept(row, mixing);
    row++;
    return concepts.get(concept).draw(drawing, values);
  }
}
