package io.thalweg.bench.serving.server;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The network of the benches, 100 columns, layers of 256 and 128 units, two classes, in versions
 * whose weights and so whose answers differ. Stateless.
 */
public final class BenchModel {
  /** Its name. */
  public static final String NAME = "bench";

  /** Columns of its one feature. */
  public static final int WIDTH = 100;

  /** Versions that are so far apart have the same weights. */
  public static final int WEIGHTS = 20;

  static final ModelSpec SPEC =
      new ModelSpec(
          NAME,
          new FeatureSpec(List.of(new Feature.Vector("v", "v", WIDTH, Feature.Scaling.NONE))),
          List.of(new Dense(256, Activation.RELU), new Dense(128, Activation.RELU)),
          new Head.Multiclass(2),
          1);

  private BenchModel() {}

  /** A row of numbers with four decimals. */
  public static float[] row() {
    Random random = new Random(1);
    float[] row = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      row[i] = Math.round(random.nextGaussian() * 1e4) / 1e4f;
    }
    return row;
  }

  /** Writes a version into the store. */
  public static ModelAnnouncement release(ModelStore store, long version) throws IOException {
    float[] parameters = parameters(version);
    Parity parity =
        new Parity(List.of(boxed(row())), List.of(boxed(probabilities(logits(version, row())))));
    Receipt receipt = new Receipt(version, null, 0, version, 0, 0, Map.of(), List.of());
    String sha =
        ArtifactWriter.write(
                store, SPEC, parameters, new Standardization(SPEC.features()), parity, receipt)
            .manifestSha256();
    return new ModelAnnouncement(NAME, version, sha, 0);
  }

  private static float[] parameters(long version) {
    Random random = new Random(version % WEIGHTS);
    float[] out = new float[SPEC.parameterLayout().length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (0.1 * random.nextGaussian());
    }
    return out;
  }

  /** What a version answers to a row, in float64. */
  public static double[] logits(long version, float[] row) {
    float[] p = parameters(version);
    double[] x = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      x[i] = row[i];
    }
    int at = 0;
    for (int units : new int[] {256, 128, 2}) {
      double[] next = new double[units];
      for (int u = 0; u < units; u++) {
        double sum = p[at + x.length * units + u];
        for (int i = 0; i < x.length; i++) {
          sum += x[i] * p[at + i * units + u];
        }
        next[u] = units == 2 ? sum : Math.max(0, sum);
      }
      at += (x.length + 1) * units;
      x = next;
    }
    return x;
  }

  private static float[] probabilities(double[] logits) {
    double odds = Math.exp(logits[1] - logits[0]);
    return new float[] {(float) (1 / (1 + odds)), (float) (odds / (1 + odds))};
  }

  private static List<Float> boxed(float[] values) {
    List<Float> out = new ArrayList<>();
    for (float x : values) {
      out.add(x);
    }
    return out;
  }
}
