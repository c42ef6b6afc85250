package io.thalweg.learner.train;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.drift.DriftMonitor;
import io.thalweg.model.Head;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Prequential;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Prequential figures of this learner, and on top of them those of learners that a rescale has
 * ended; and what the drift detectors have made of its own. Confined to one thread.
 */
final class Figures {
  private final Head head;
  private Prequential own;
  private PrequentialCounts carried = PrequentialCounts.NONE;
  private DriftMonitor drift = new DriftMonitor(DriftConfig.NONE);

  Figures(Head head) {
    this.head = head;
    this.own = new Prequential(head);
  }

  /** Before anything is added or restored. */
  void watch(DriftConfig config) {
    drift = new DriftMonitor(config);
  }

  /** See {@link Prequential#add(float[], int, float[], int)}. */
  Outcome add(float[] targets, int at, float[] outputs, int offset) {
    return own.add(targets, at, outputs, offset);
  }

  DriftMonitor drift() {
    return drift;
  }

  /** What the counts don't have, of this learner since it was started or rescaled. */
  Prequential own() {
    return own;
  }

  PrequentialCounts counts() {
    return own.counts().plus(carried);
  }

  PrequentialCounts carried() {
    return carried;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      own.counts().write(out);
      own.write(out);
      drift.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The counts at the head of {@link #toBytes}, which need no model to be read. */
  static PrequentialCounts countsIn(byte[] bytes) {
    if (bytes.length == 0) {
      return PrequentialCounts.NONE;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return PrequentialCounts.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("prequential state is broken", e);
    }
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param bytes of {@link #toBytes}, or empty to begin anew
   */
  void restore(byte[] bytes, PrequentialCounts carriedFigures) {
    carried = carriedFigures;
    if (bytes.length == 0) {
      return;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      PrequentialCounts.read(in);
      own = Prequential.read(head, in);
      if (in.available() > 0) {
        drift.read(in); // older states end here
      }
    } catch (IOException e) {
      throw new UncheckedIOException("prequential state is broken", e);
    }
  }
}
