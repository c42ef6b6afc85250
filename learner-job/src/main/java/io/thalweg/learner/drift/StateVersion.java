package io.thalweg.learner.drift;

import java.io.DataInput;
import java.io.IOException;

/** The first number of each detector's state. */
final class StateVersion {
  static final int NEWEST = 1;

  private StateVersion() {}

  static void require(String what, DataInput in) throws IOException {
    int version = in.readInt();
    if (version != NEWEST) {
      throw new IOException(
          "state of %s has version %d, this release of Thalweg reads %d"
              .formatted(what, version, NEWEST));
    }
  }
}
