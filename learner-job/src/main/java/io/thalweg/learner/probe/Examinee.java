package io.thalweg.learner.probe;

import java.nio.ByteBuffer;

/** Whoever is asked about rows: a model with its current weights. Confined to one thread. */
public interface Examinee {
  /** Rows that it takes at a time. */
  int mostRows();

  /**
   * Says which of the rows it is right about. Nothing of it changes by being asked.
   *
   * @param rows one behind the other, little endian, borrowed
   * @param count of them, up to {@link #mostRows}
   * @param right filled for as many, from {@code from} on
   */
  void judge(ByteBuffer rows, int count, boolean[] right, int from);
}
