package io.thalweg.learner.probe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Tests slices a few rows at a time, so that it takes a small share of learning: a row for every
 * {@link #TRAINED_PER_ROW} that are trained on. Each of these costs a way forward and one back,
 * about three ways forward. Confined to one thread.
 */
final class Evaluation {
  static final int TRAINED_PER_ROW = 32;

  private boolean runs;
  private boolean wanted;
  private long credit;
  private long done;

  /** All slices are to be tested, from now on or behind the evaluation that runs. */
  void want() {
    wanted = true;
  }

  /** How often all slices were tested. */
  long done() {
    return done;
  }

  /** Tests as many rows as so many trained ones allow; slices that come meanwhile wait. */
  void advance(List<Slice> slices, long trained, Examinee examinee) {
    if (slices.isEmpty() || !(runs || wanted)) {
      runs = false;
      return;
    }
    if (!runs) {
      runs = true;
      wanted = false;
      credit = 0;
      slices.forEach(Slice::begin);
    }
    credit += trained;
    for (Slice slice : slices) {
      while (slice.untested() > 0) {
        int rows = Math.min(slice.untested(), examinee.mostRows());
        long price = (long) rows * TRAINED_PER_ROW;
        if (credit < price) {
          return;
        }
        credit -= price;
        slice.test(rows, examinee);
      }
    }
    slices.forEach(Slice::conclude);
    done++;
    runs = false;
  }

  /** As if what runs hadn't begun, for slices that are dealt out. */
  void goOnFrom(Evaluation other) {
    done = other.done;
    wanted = true;
  }

  /** Big endian: int8 runs and wanted, int64 credit and done. */
  void write(DataOutput out) throws IOException {
    out.writeBoolean(runs);
    out.writeBoolean(wanted);
    out.writeLong(credit);
    out.writeLong(done);
  }

  void read(DataInput in) throws IOException {
    runs = in.readBoolean();
    wanted = in.readBoolean();
    credit = in.readLong();
    done = in.readLong();
  }
}
