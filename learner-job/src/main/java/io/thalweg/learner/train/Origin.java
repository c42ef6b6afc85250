package io.thalweg.learner.train;

/**
 * The records that an example was made of. Immutable.
 *
 * @param eventPartition -1 where nobody knows
 * @param labelPartition -1 where nobody knows, or where the label stands in the event
 */
public record Origin(int eventPartition, long eventOffset, int labelPartition, long labelOffset) {
  public static final Origin UNKNOWN = new Origin(-1, -1, -1, -1);
}
