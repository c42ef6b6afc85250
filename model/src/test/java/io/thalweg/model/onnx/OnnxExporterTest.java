package io.thalweg.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.NaiveForward;
import io.thalweg.model.RandomSpecs;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.Quantiles;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.feature.VocabularyFeature;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnnxExporterTest {
  private static final int ROWS = 5;

  @Test
  void aRuntimeComputesWhatANaiveForwardPassComputes() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ModelSpec spec = RandomSpecs.spec(random);
      float[] parameters = RandomSpecs.gaussians(random, spec.parameterLayout().length());
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] *= 0.3f;
      }
      float[] mean = RandomSpecs.gaussians(random, spec.inputWidth());
      float[] scale = RandomSpecs.gaussians(random, spec.inputWidth());
      boolean[] standardized = spec.features().standardizedColumns();
      for (int i = 0; i < mean.length; i++) {
        mean[i] = standardized[i] ? mean[i] : 0;
        scale[i] = standardized[i] ? scale[i] : 1;
      }
      float[][] rows = new float[ROWS][];
      for (int r = 0; r < ROWS; r++) {
        rows[r] = RandomSpecs.row(random, spec.features());
        rows[r][random.nextInt(rows[r].length)] = Float.NaN;
      }

      byte[] onnx = OnnxExporter.export(spec, parameters, mean, scale);

      Map<String, float[][]> outputs = run(onnx, rows);
      assertThat(outputs).containsOnlyKeys(spec.head().outputName(), "logits");
      for (int r = 0; r < ROWS; r++) {
        double[] logits = NaiveForward.logits(spec, parameters, mean, scale, rows[r]);
        String place = "seed=%d, row=%d, %s".formatted(seed, r, spec);
        assertClose(place, outputs.get("logits")[r], logits);
        assertClose(
            place,
            outputs.get(spec.head().outputName())[r],
            NaiveForward.head(spec.head(), logits));
      }
    }
  }

  @Test
  void aRuntimeFindsTheBucketsThatTheLearnerFinds() throws Exception {
    double none = Double.POSITIVE_INFINITY;
    Feature buckets =
        new Feature.Numeric(
            "b",
            "b",
            Transform.NONE,
            Scaling.NONE,
            -none,
            none,
            Clip.NONE,
            new Quantiles(5, 1_000));
    Feature number =
        new Feature.Numeric("n", "n", Transform.NONE, Scaling.STANDARDIZE, -none, none);
    FeatureSpec features = new FeatureSpec(List.of(number, buckets));
    ModelSpec spec = new ModelSpec("m", features, List.of(), new Head.Multiclass(6), 3);
    Standardization standardization = new Standardization(features);
    Random random = new Random(4);
    float[] identity = new float[spec.parameterLayout().length()];
    for (int i = 0; i < 6; i++) {
      identity[7 * i] = 1;
    }
    for (int round = 0; round < 3; round++) {
      float[][] rows = new float[500][];
      float[] applied = new float[6 * rows.length];
      double[] sums = new double[standardization.sumsLength()];
      for (int r = 0; r < rows.length; r++) {
        float x = r % 50 == 0 ? Float.NaN : random.nextInt(20);
        rows[r] = new float[] {(float) random.nextGaussian(), x, x, x, x, x};
        System.arraycopy(rows[r], 0, applied, 6 * r, 6);
        standardization.accumulate(rows[r], 0, sums);
      }
      standardization.apply(applied, rows.length);

      byte[] onnx = OnnxExporter.export(spec, identity, standardization);

      float[][] found = run(onnx, rows).get("logits");
      for (int r = 0; r < rows.length; r++) {
        assertThat(found[r])
            .as("round=%d, row=%s", round, Arrays.toString(rows[r]))
            .containsExactly(Arrays.copyOfRange(applied, 6 * r, 6 * r + 6));
      }
      float[] reduced = new float[sums.length];
      for (int i = 0; i < sums.length; i++) {
        reduced[i] = (float) sums[i];
      }
      standardization.merge(reduced, 0);
    }
    assertThat(standardization.highView()[1]).as("the first bound").isBetween(2f, 6f);
  }

  @Test
  void aRuntimeFindsThePlacesThatTheLearnerFinds() throws Exception {
    for (int embedding : new int[] {0, 1}) {
      Feature number = new Feature.Flag("f", "f");
      Feature words = new VocabularyFeature("v", "v", 3, 20, 0, embedding);
      FeatureSpec features = new FeatureSpec(List.of(number, words));
      int width = features.width();
      // What comes behind the lookup is what has to agree: the network leaves it as it is.
      FeatureSpec plain =
          new FeatureSpec(List.of(new Feature.Vector("all", "all", width, Scaling.NONE)));
      ModelSpec spec = new ModelSpec("m", plain, List.of(), new Head.Quantile(quantiles(width)), 3);
      float[] identity = new float[spec.parameterLayout().length()];
      for (int i = 0; i < width; i++) {
        identity[(width + 1) * i] = 1;
      }
      Standardization standardization = new Standardization(features);
      Random random = new Random(4);
      for (int round = 0; round < 3; round++) {
        float[][] rows = new float[300][];
        float[] applied = new float[width * rows.length];
        double[] sums = new double[standardization.sumsLength()];
        for (int r = 0; r < rows.length; r++) {
          rows[r] = new float[width];
          int word = random.nextInt(12);
          float key = word == 0 ? 0 : word > 8 ? (1 << 24) - word : 1000 * word * word;
          Arrays.fill(rows[r], 1, width, key);
          rows[r][0] = r % 2;
          System.arraycopy(rows[r], 0, applied, width * r, width);
          standardization.accumulate(rows[r], 0, sums);
        }
        standardization.apply(applied, rows.length);
        byte[] onnx = OnnxExporter.export(spec, identity, standardization);

        float[][] found = run(onnx, rows).get("logits");
        for (int r = 0; r < rows.length; r++) {
          assertThat(found[r])
              .as("embedding=%d, round=%d, row=%s", embedding, round, Arrays.toString(rows[r]))
              .containsExactly(Arrays.copyOfRange(applied, width * r, width * (r + 1)));
        }
        float[] reduced = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
          reduced[i] = (float) sums[i];
        }
        standardization.merge(reduced, 0);
      }
      assertThat(standardization.vocabularyKeys().get("v")).doesNotContain(0);
    }
  }

  private static List<Double> quantiles(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> i / (count + 1.0)).toList();
  }

  @Test
  void refusesParametersOfAnotherSpec() {
    ModelSpec spec =
        new ModelSpec(
            "m",
            new FeatureSpec(List.of(new Feature.Flag("a", "a"))),
            List.of(),
            new Head.Binary(),
            0);
    assertThatThrownBy(() -> OnnxExporter.export(spec, new float[3], new float[1], new float[1]))
        .hasMessage("parameters: length=3, expected=2");
  }

  private static Map<String, float[][]> run(byte[] onnx, float[][] rows) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor input = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result result = session.run(Map.of("features", input))) {
      Map<String, float[][]> outputs = new HashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.put(output.getKey(), (float[][]) output.getValue().getValue());
      }
      return outputs;
    }
  }

  private static void assertClose(String place, float[] actual, double[] expected) {
    assertThat(actual).as(place).hasSize(expected.length);
    for (int i = 0; i < actual.length; i++) {
      double tolerance = 1e-5 * Math.max(1, Math.abs(expected[i]));
      assertThat((double) actual[i]).as(place).isCloseTo(expected[i], within(tolerance));
    }
  }
}
