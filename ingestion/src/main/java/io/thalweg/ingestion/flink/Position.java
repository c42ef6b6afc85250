package io.thalweg.ingestion.flink;

import java.io.Serializable;

/**
 * Where a record stands in its topic, or an event in a file. Immutable.
 *
 * @param partition -1 where nobody knows; from 2^30 on it stands for a file
 * @param offset -1 where nobody knows; in a file the rows before it
 */
public record Position(int partition, long offset) implements Serializable {
  /** Of records from states that kept no positions, and of labels that stand in the event. */
  public static final Position UNKNOWN = new Position(-1, -1);

  private static final int FILES = 1 << 30;

  /** A row of a file. */
  static Position inFile(String file, long rowsBefore) {
    return new Position(partitionOf(file), rowsBefore);
  }

  /** What stands for a file of that name. */
  public static int partitionOf(String file) {
    return FILES | (file.hashCode() & (FILES - 1));
  }

  public boolean isKnown() {
    return partition >= 0;
  }

  /** Whether it stands for a file, and is no partition of a topic. */
  public static boolean isOfFile(int partition) {
    return partition >= FILES;
  }

  /** Whether it is a file in which it stands. */
  boolean isInFile() {
    return isOfFile(partition);
  }
}
