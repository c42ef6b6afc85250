package io.thalweg.learner.drift;

import io.thalweg.learner.drift.Detectors.Direction;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Outcome.Classified;
import io.thalweg.model.evaluate.Outcome.Estimated;
import io.thalweg.model.evaluate.Outcome.Multilabelled;
import io.thalweg.model.feature.RowLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One detector at its signal, with what it has found. Confined to one thread. */
final class Watcher {
  private final Watch watch;
  private final DriftDetector detector;
  private long drifts;

  /** The episode in which it has said so last. */
  private long lastEpisode;

  Watcher(Watch watch) {
    this.watch = watch;
    this.detector =
        Detectors.open(
            watch.spec(),
            watch.signal() instanceof Signal.PredictionError ? Direction.UP : Direction.ANY);
  }

  static double error(Outcome outcome) {
    if (outcome instanceof Classified c) {
      return c.isRight() ? 0 : 1;
    } else if (outcome instanceof Multilabelled m) {
      return m.hammingLoss();
    }
    return Math.abs(((Estimated) outcome).error());
  }

  /** Whether this example shows a drift; one whose value is missing is passed over. */
  boolean add(double error, ByteBuffer rows, int rowOffset) {
    double value = value(error, rows, rowOffset);
    return Double.isFinite(value) && detector.add(value) instanceof DriftResult.Drift;
  }

  private double value(double error, ByteBuffer rows, int rowOffset) {
    if (watch.signal() instanceof Signal.NumericFeature s) {
      return rows.getFloat(RowLayout.slotOffset(rowOffset, s.slot()));
    } else if (watch.signal() instanceof Signal.CategoricalFeature s) {
      return rows.getInt(RowLayout.slotOffset(rowOffset, s.slot()));
    }
    return watch.signal() instanceof Signal.Label ? RowLayout.label(rows, rowOffset) : error;
  }

  /** A drift counts once in each episode. */
  void count(long episode) {
    if (episode != lastEpisode) {
      drifts++;
      lastEpisode = episode;
    }
  }

  long drifts() {
    return drifts;
  }

  /** Tells whether a state is its own: that of the same detector, parameters and signal. */
  String identity() {
    return watch.toString();
  }

  /** Big endian: the identity, int64 drifts and last episode, int32 length, the detector. */
  void write(DataOutput out) throws IOException {
    out.writeUTF(identity());
    out.writeLong(drifts);
    out.writeLong(lastEpisode);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.write(new DataOutputStream(bytes));
    out.writeInt(bytes.size());
    out.write(bytes.toByteArray());
  }

  /** Behind the identity. */
  void read(DataInput in) throws IOException {
    drifts = in.readLong();
    lastEpisode = in.readLong();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    detector.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /** Passes over one that nobody owns any more. */
  static void skip(DataInput in) throws IOException {
    in.readLong();
    in.readLong();
    in.readFully(new byte[in.readInt()]);
  }
}
