package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.onnx.OnnxExporter;
import io.thalweg.model.parameters.Resizing;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworksTest {
  static Stream<Problem> problems() {
    return Networks.all().stream().map(spec -> Problem.of(spec.toString().length(), spec));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void gradientsAreTheFiniteDifferencesOfTheLossInFloat64(Problem p) {
    float[] logits = new float[p.rows * p.spec.head().outputs()];
    float[] gradient = new float[p.parameters.length];
    try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
      engine.load(p.parameters);
      double loss = engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);

      double[] exact = new double[p.parameters.length];
      Arrays.setAll(exact, i -> p.parameters[i]);
      double expected = FiniteDifferences.loss(p, exact, r -> NaiveOperations.NONE);
      assertThat(loss).isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
      FiniteDifferences.requireGradient(p, gradient, r -> NaiveOperations.NONE);
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void theExportedGraphComputesWhatTheEngineComputes(Problem p) throws Exception {
    float[] logits = new float[p.rows * p.spec.head().outputs()];
    try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
      engine.load(p.parameters);
      engine.forward(p.dense, p.rows, logits);
    }
    float[] served = serve(p);
    for (int i = 0; i < logits.length; i++) {
      float tolerance = 1e-5f * Math.max(1, Math.abs(logits[i]));
      assertThat(served[i]).as("%s at %d", p.spec, i).isCloseTo(logits[i], within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void twoEnginesGiveTheSameBitsAndStepsLeaveNoArrayBehind(Problem p) {
    float[] first = new float[p.parameters.length];
    float[] second = new float[p.parameters.length];
    float[] logits = new float[p.rows * p.spec.head().outputs()];
    try (GradientEngine engine = DjlEngines.openCpu(p.spec, p.rows)) {
      engine.load(p.parameters);
      engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, first);
    }
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (DjlEngine engine = new DjlEngine(p.spec, p.rows, manager)) {
      engine.load(p.parameters);
      int arrays = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, second);
        engine.forward(p.dense, p.rows, logits);
        assertThat(withoutSignsOfZeros(second)).isEqualTo(withoutSignsOfZeros(first));
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
  }

  private static float[] withoutSignsOfZeros(float[] values) {
    float[] out = values.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += 0f;
    }
    return out;
  }

  static Stream<Problem> classifiers() {
    return problems().filter(p -> p.spec.head() instanceof Head.Multiclass);
  }

  /** What the released version of a head that grows relies on. */
  @ParameterizedTest
  @MethodSource("classifiers")
  void aNetworkWithFewerOutputsComputesTheFirstOfThoseOfTheWiderOne(Problem p) {
    ModelSpec narrow = p.spec.ofOutputs(2);
    float[] cut = Resizing.cut(p.parameters, p.spec.parameterLayout(), narrow.parameterLayout());
    float[] wide = new float[p.rows * 3];
    float[] logits = new float[p.rows * 2];
    try (GradientEngine all = DjlEngines.openCpu(p.spec, p.rows);
        GradientEngine some = DjlEngines.openCpu(narrow, p.rows)) {
      all.load(p.parameters);
      all.forward(p.dense, p.rows, wide);
      some.load(cut);
      some.forward(p.dense, p.rows, logits);
    }
    for (int i = 0; i < logits.length; i++) {
      float expected = wide[i / 2 * 3 + i % 2];
      assertThat(logits[i]).isCloseTo(expected, within(1e-5f * Math.max(1, Math.abs(expected))));
    }
  }

  private static float[] serve(Problem p) throws Exception {
    ModelSpec spec = p.spec;
    float[] scale = new float[spec.inputWidth()];
    Arrays.fill(scale, 1);
    byte[] onnx = OnnxExporter.export(spec, p.parameters, new float[spec.inputWidth()], scale);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(p.dense), new long[] {p.rows, spec.inputWidth()});
        OrtSession.Result result = session.run(Map.of("features", input))) {
      return ((OnnxTensor) result.get("logits").orElseThrow()).getFloatBuffer().array();
    }
  }
}
