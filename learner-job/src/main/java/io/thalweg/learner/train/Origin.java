package io.thalweg.learner.train;

/**
 * The records that an example was made of, and whom it is about. Immutable.
 *
 * @param eventPartition -1 where nobody knows
 * @param labelPartition -1 where nobody knows, or where the label stands in the event
 * @param subject 0 for nobody
 */
public record Origin(
    int eventPartition, long eventOffset, int labelPartition, long labelOffset, long subject) {
  public static final Origin UNKNOWN = new Origin(-1, -1, -1, -1);

  /** About nobody. */
  public Origin(int eventPartition, long eventOffset, int labelPartition, long labelOffset) {
    this(eventPartition, eventOffset, labelPartition, labelOffset, 0);
  }
}
