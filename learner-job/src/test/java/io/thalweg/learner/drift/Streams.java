package io.thalweg.learner.drift;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Streams to detect changes in. */
final class Streams {
  private Streams() {}

  static double[] join(double[] first, double[] second) {
    double[] out = new double[first.length + second.length];
    System.arraycopy(first, 0, out, 0, first.length);
    System.arraycopy(second, 0, out, first.length, second.length);
    return out;
  }

  /** Coins of one probability. */
  static double[] bernoulli(SplittableRandom random, int n, double probability) {
    return random.doubles(n).map(u -> u < probability ? 1 : 0).toArray();
  }

  /** Indices at which a drift is told. */
  static List<Integer> drifts(DriftDetector detector, double[] stream) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < stream.length; i++) {
      if (detector.add(stream[i]) instanceof DriftResult.Drift) {
        out.add(i);
      }
    }
    return out;
  }

  /** The first warning of each stretch between drifts. */
  static List<Integer> warnings(DriftDetector detector, double[] stream) {
    List<Integer> out = new ArrayList<>();
    boolean told = false;
    for (int i = 0; i < stream.length; i++) {
      DriftResult result = detector.add(stream[i]);
      if (result instanceof DriftResult.Warning && !told) {
        out.add(i);
        told = true;
      } else if (result instanceof DriftResult.Drift) {
        told = false;
      }
    }
    return out;
  }

  static byte[] bytes(DriftDetector detector) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      detector.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void read(DriftDetector detector, byte[] bytes) throws IOException {
    detector.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
