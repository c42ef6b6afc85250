package io.thalweg.learner.train;

/**
 * The records that an example was made of, whom it is about, what came before it. Immutable.
 *
 * @param eventPartition -1 where nobody knows
 * @param labelPartition -1 where nobody knows, or where the label stands in the event
 * @param subject 0 for nobody
 * @param revised whether the event was learned with another label before
 */
public record Origin(
    int eventPartition,
    long eventOffset,
    int labelPartition,
    long labelOffset,
    long subject,
    boolean revised) {
  public static final Origin UNKNOWN = new Origin(-1, -1, -1, -1);

  /** About nobody. */
  public Origin(int eventPartition, long eventOffset, int labelPartition, long labelOffset) {
    this(eventPartition, eventOffset, labelPartition, labelOffset, 0, false);
  }

  /** The same, of an event that wasn't learned before. */
  Origin notRevised() {
    return new Origin(eventPartition, eventOffset, labelPartition, labelOffset, subject, false);
  }
}
