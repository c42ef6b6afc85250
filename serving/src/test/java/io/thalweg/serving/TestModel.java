package io.thalweg.serving;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.artifact.Release;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.onnx.OnnxExporter;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small model with one feature of every kind, and what it computes, worked out in float64. */
public final class TestModel {
  public static final String NAME = "clicks";
  private static final int HIDDEN = 3;

  /** Columns: amount, four of country, member, two of position. */
  public static final int WIDTH = 8;

  public static final ModelSpec SPEC =
      new ModelSpec(
          NAME,
          new FeatureSpec(
              List.of(
                  new Feature.Numeric(
                      "amount", "amount", Transform.LOG1P, Scaling.STANDARDIZE, 0, 1000),
                  new Feature.Categorical("country", "country", 4),
                  new Feature.Flag("member", "member"),
                  new Feature.Vector("position", "position", 2, Scaling.NONE))),
          List.of(new ModelSpec.Dense(HIDDEN, ModelSpec.Activation.TANH)),
          new Head.Binary(),
          1);

  /** One weight, one bias. */
  public static final ModelSpec NARROW =
      new ModelSpec(
          NAME,
          new FeatureSpec(List.of(new Feature.Flag("member", "member"))),
          List.of(),
          new Head.Binary(),
          1);

  private TestModel() {}

  /** Parameters that belong to this version and no other. */
  public static float[] parameters(long version) {
    Random random = new Random(version);
    float[] out = new float[SPEC.parameterLayout().length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  /** Three amounts with logarithms 1, 2 and 3: mean 2, standard deviation 1. */
  public static Standardization standardization() {
    Standardization s = new Standardization(SPEC.features());
    double[] sums = new double[3 * WIDTH];
    for (float x : new float[] {1, 2, 3}) {
      float[] row = new float[WIDTH];
      row[0] = x;
      s.accumulate(row, 0, sums);
    }
    float[] merged = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      merged[i] = (float) sums[i];
    }
    s.merge(merged, 0);
    return s;
  }

  /**
   * The logit of one row.
   *
   * @param dense not standardized, NaN where missing
   */
  public static double logit(long version, float... dense) {
    float[] p = parameters(version);
    double logit = p[WIDTH * HIDDEN + HIDDEN + HIDDEN];
    for (int h = 0; h < HIDDEN; h++) {
      double sum = p[WIDTH * HIDDEN + h];
      for (int i = 0; i < WIDTH; i++) {
        double x = i == 0 ? dense[i] - 2.0 : dense[i];
        sum += (Double.isNaN(x) ? 0 : x) * p[i * HIDDEN + h];
      }
      logit += Math.tanh(sum) * p[WIDTH * HIDDEN + HIDDEN + h];
    }
    return logit;
  }

  public static double probability(long version, float... dense) {
    return 1 / (1 + Math.exp(-logit(version, dense)));
  }

  /** Rows to compare with, one of them all missing. */
  public static Parity parity(long version) {
    List<List<Float>> inputs = new ArrayList<>();
    List<List<Float>> outputs = new ArrayList<>();
    Random random = new Random(~version);
    for (int r = 0; r < 4; r++) {
      float[] row = new float[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        row[i] = r == 0 ? Float.NaN : random.nextFloat();
      }
      inputs.add(boxed(row));
      outputs.add(List.of((float) probability(version, row)));
    }
    return new Parity(inputs, outputs);
  }

  private static List<Float> boxed(float[] row) {
    List<Float> out = new ArrayList<>();
    for (float x : row) {
      out.add(x);
    }
    return out;
  }

  /** A sound version in the store. */
  public static Release write(ModelStore store, long version) throws IOException {
    return write(store, version, parity(version));
  }

  public static Release write(ModelStore store, long version, Parity parity) throws IOException {
    return ArtifactWriter.write(
        store,
        SPEC,
        parameters(version),
        standardization(),
        parity,
        new Receipt(version, null, 0, version, 0, 0, Map.of(), List.of(1_000L, 2_000L)));
  }

  /**
   * A softmax over one flag, released under the number of its classes: of class c the weight is c +
   * 1, and so is the bias.
   */
  public static ModelAnnouncement classes(ModelStore store, int classes) throws IOException {
    ModelSpec spec =
        new ModelSpec(NAME, NARROW.features(), List.of(), new Head.Multiclass(classes), 1);
    float[] parameters = new float[2 * classes];
    for (int c = 0; c < classes; c++) {
      parameters[c] = c + 1f;
      parameters[classes + c] = c + 1f;
    }
    Release release =
        ArtifactWriter.write(
            store,
            spec,
            parameters,
            new Standardization(spec.features()),
            new Parity(List.of(List.of(1f)), List.of(boxed(probabilities(classes)))),
            new Receipt(classes, null, 0, classes, 0, 0, Map.of(), List.of()));
    return announcement(classes, release.manifestSha256());
  }

  /** What it says of a member: the logits are 2, 4, 6, ... */
  public static float[] probabilities(int classes) {
    float[] out = new float[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(2 * (c + 1));
    }
    for (int c = 0; c < classes; c++) {
      out[c] = (float) (Math.exp(2 * (c + 1)) / sum);
    }
    return out;
  }

  /** A preview that says below which offsets nothing is missing. */
  public static ModelAnnouncement preview(
      ModelStore store, long version, Map<String, Map<Integer, Long>> trainedThrough)
      throws IOException {
    Provenance provenance =
        new Provenance(1, false, "none", Map.of(), Map.of(), Map.of(), trainedThrough);
    Release release =
        ArtifactWriter.write(
            store,
            SPEC,
            parameters(version),
            standardization(),
            parity(version),
            new Receipt(version, null, 0, version, 0, 0, Map.of(), List.of(), true, provenance));
    return new ModelAnnouncement(NAME, version, release.manifestSha256(), 0, true);
  }

  public static ModelAnnouncement announcement(long version, String manifestSha256) {
    return new ModelAnnouncement(NAME, version, manifestSha256, 0);
  }

  public static ModelAnnouncement release(ModelStore store, long version) throws IOException {
    return announcement(version, write(store, version).manifestSha256());
  }

  public static byte[] export(ModelSpec spec, float[] parameters) {
    float[] scale = new float[spec.inputWidth()];
    Arrays.fill(scale, 1);
    return OnnxExporter.export(spec, parameters, new float[spec.inputWidth()], scale);
  }

  /** The same receipt about other files and outputs. */
  public static Manifest with(
      Manifest m, Map<String, Manifest.FileEntry> files, Manifest.Parity parity) {
    return new Manifest(
        m.spec(),
        m.version(),
        m.parentSha256(),
        m.createdAtMillis(),
        m.round(),
        m.steps(),
        m.examplesTrained(),
        m.metrics(),
        files,
        parity,
        m.readyTimesMillis());
  }
}
