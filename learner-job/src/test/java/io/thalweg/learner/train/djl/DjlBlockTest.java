package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.FineTuned;
import io.thalweg.model.GraphNodes;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.OnnxExport;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.onnx.OnnxExporter;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blocks of DJL as networks. */
public class DjlBlockTest {
  private static final int COLUMNS = 4;
  private static final int UNITS = 5;
  private static final FeatureSpec FEATURES =
      new FeatureSpec(List.of(new Feature.Vector("v", "v", COLUMNS, Feature.Scaling.NONE)));

  /** A layer and a head of DJL's, and how ONNX has them. */
  public static final class TwoLayers extends SequentialBlock implements OnnxExport {
    public TwoLayers() {
      add(Linear.builder().setUnits(UNITS).build());
      add(Activation::tanh);
      add(Linear.builder().setUnits(1).build());
    }

    @Override
    public String export(GraphNodes graph, String x) {
      Map<String, Object> transposed = Map.of("transB", 1, "alpha", 1f);
      String sums =
          graph.node(
              "Gemm",
              "sums",
              transposed,
              x,
              graph.parameter("01Linear_weight"),
              graph.parameter("01Linear_bias"));
      return graph.node(
          "Gemm",
          "out",
          transposed,
          graph.node("Tanh", "bent", Map.of(), sums),
          graph.parameter("03Linear_weight"),
          graph.parameter("03Linear_bias"));
    }
  }

  /** Learns, but can't be served. */
  public static final class Unserved extends SequentialBlock {
    public Unserved() {
      add(Linear.builder().setUnits(1).build());
    }
  }

  /** With a mean that runs. */
  public static final class Normed extends SequentialBlock implements OnnxExport {
    public Normed() {
      add(Linear.builder().setUnits(1).build());
      add(BatchNorm.builder().build());
    }

    @Override
    public String export(GraphNodes graph, String x) {
      return x;
    }
  }

  /** With masks of its own. */
  public static final class Dropped extends SequentialBlock implements OnnxExport {
    public Dropped() {
      add(new SequentialBlock().add(Dropout.builder().optRate(0.5f).build()));
      add(Linear.builder().setUnits(1).build());
    }

    @Override
    public String export(GraphNodes graph, String x) {
      return x;
    }
  }

  private static ModelSpec spec(Class<?> type, Head head) {
    return new ModelSpec("m", FEATURES, OwnNetwork.load(type.getName()), head, 7);
  }

  private static final ModelSpec BLOCK = spec(TwoLayers.class, new Head.Regression());

  @Test
  void itsParametersAreTensorsThatBeginByTheSeed() {
    assertThat(BLOCK.parameterLayout().tensors())
        .extracting(t -> t.name() + t.shape())
        .containsExactly(
            "block.01Linear_weight[5, 4]",
            "block.01Linear_bias[5]",
            "block.03Linear_weight[1, 5]",
            "block.03Linear_bias[1]");
    float[] parameters = Initializer.heNormal(BLOCK);
    assertThat(parameters).isEqualTo(Initializer.heNormal(spec(TwoLayers.class, BLOCK.head())));
    assertThat(parameters[0]).isNotZero();
    assertThat(parameters[COLUMNS * UNITS]).isZero();
    FineTuned tuned = new FineTuned(BLOCK.architecture(), List.of("block.01Linear_weight"), null);
    assertThat(new ModelSpec("m", FEATURES, tuned, BLOCK.head(), 7).frozenTensors())
        .extracting(Tensor::length)
        .containsExactly(COLUMNS * UNITS);
  }

  /** The same weights in our layout, or back. */
  private static float[] turned(float[] from, int rows, int columns) {
    float[] to = from.clone();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[j * rows + i] = from[i * columns + j];
      }
    }
    return to;
  }

  @Test
  void itLearnsWhatTheSameNetworkOfOursLearnsAndLeavesNoArrayBehind() {
    ModelSpec ours =
        new ModelSpec(
            "m",
            FEATURES,
            new Mlp(List.of(new ModelSpec.Dense(UNITS, ModelSpec.Activation.TANH))),
            BLOCK.head(),
            7);
    Problem p = Problem.of(3, BLOCK);
    float[] logits = new float[p.rows];
    float[] expectedLogits = new float[p.rows];
    float[] gradient = new float[p.parameters.length];
    float[] expected = new float[p.parameters.length];
    try (GradientEngine engine = DjlEngines.openCpu(ours, p.rows)) {
      engine.load(turned(p.parameters, UNITS, COLUMNS));
      engine.gradient(p.dense, p.rows, p.targets, p.weights, expectedLogits, expected);
    }
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (DjlEngine engine = new DjlEngine(BLOCK, p.rows, manager)) {
      engine.load(p.parameters);
      int arrays = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        engine.gradient(p.dense, p.rows, p.targets, p.weights, logits, gradient);
        engine.forward(p.dense, p.rows, logits);
      }
      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
    assertThat(logits).containsExactly(expectedLogits, within(1e-5f));
    assertThat(gradient).containsExactly(turned(expected, COLUMNS, UNITS), within(1e-5f));
    assertThat(gradient[0]).isNotZero();
  }

  @Test
  void theGraphThatItExportsComputesTheSame() throws Exception {
    Problem p = Problem.of(5, BLOCK);
    float[] logits = new float[p.rows];
    try (GradientEngine engine = DjlEngines.openCpu(BLOCK, p.rows)) {
      engine.load(p.parameters);
      engine.forward(p.dense, p.rows, logits);
    }
    float[] ones = new float[COLUMNS];
    Arrays.fill(ones, 1);
    byte[] onnx = OnnxExporter.export(BLOCK, p.parameters, new float[COLUMNS], ones);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(p.dense), new long[] {p.rows, COLUMNS});
        OrtSession.Result result = session.run(Map.of("features", input))) {
      float[] served = ((OnnxTensor) result.get("logits").orElseThrow()).getFloatBuffer().array();
      assertThat(served).containsExactly(logits, within(1e-5f));
    }
  }

  @Test
  void aBlockThatCannotBeServedOrLearnedIsRefusedInOneLine() {
    assertThatThrownBy(() -> OwnNetwork.load(Unserved.class.getName()))
        .hasMessage(
            Unserved.class.getName()
                + " is a block that no server could run; let it implement"
                + " io.thalweg.model.OnnxExport");
    assertThatThrownBy(() -> spec(Normed.class, BLOCK.head()).parameterLayout())
        .hasMessageStartingWith(Normed.class.getName() + " has the parameter ")
        .hasMessageEndingWith("which no gradient moves; a batch norm can't be learned here");
    assertThatThrownBy(() -> spec(Dropped.class, BLOCK.head()).parameterLayout())
        .hasMessageStartingWith(Dropped.class.getName() + " has a dropout of the engine");
    assertThatThrownBy(() -> spec(TwoLayers.class, new Head.Multiclass(3)).parameterLayout())
        .hasMessage("m: the network has 1 outputs, the head wants 3");
  }
}
