package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Watches a sequence of numbers for a change of their distribution. Confined to one thread. */
public interface DriftDetector {
  /** Takes the next value in. */
  DriftResult add(double value);

  /** Everything that {@link #add} depends on, an int32 version first, big endian. */
  void write(DataOutput out) throws IOException;

  /**
   * Goes on from what a detector of the same spec has written.
   *
   * @throws IOException for another version
   */
  void read(DataInput in) throws IOException;
}
