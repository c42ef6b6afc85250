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
import io.thalweg.model.feature.FeatureSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
