package io.thalweg.ingestion.flink;

import java.io.Serializable;

/**
 * Where a record stands in its topic. Immutable.
 *
 * @param partition -1 where nobody knows
 * @param offset -1 where nobody knows
 */
public record Position(int partition, long offset) implements Serializable {
  /** Of records from states that kept no positions, and of labels that stand in the event. */
  public static final Position UNKNOWN = new Position(-1, -1);

  public boolean isKnown() {
    return partition >= 0;
  }
}
