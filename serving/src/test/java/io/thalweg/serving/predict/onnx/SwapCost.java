package io.thalweg.serving.predict.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.serving.TestModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a swap costs, and what it costs the requests after it: a session of each version's own
 * against one session whose weights are inputs of each run. All in turns, in one process; the
 * figures of ADR 12. Run by its main method.
 */
final class SwapCost {
  private static final int WIDTH = 100;
  private static final int ROUNDS = 60;
  private static final int RUNS = 400;
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private static final ModelSpec SPEC =
      new ModelSpec(
          "mlp",
          new FeatureSpec(List.of(new Feature.Vector("x", "x", WIDTH, Feature.Scaling.NONE))),
          List.of(new Dense(256, Activation.RELU), new Dense(128, Activation.RELU)),
          new Head.Multiclass(2),
          1);

  private final Map<String, List<Double>> micros = new HashMap<>();

  private SwapCost() {}

  public static void main(String[] arguments) throws OrtException {
    new SwapCost().measure();
  }

  private void measure() throws OrtException {
    float[] parameters = new float[SPEC.parameterLayout().length()];
    Random random = new Random(1);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian() / 16;
    }
    byte[] constant = TestModel.export(SPEC, parameters);
    byte[] asInputs = withInputs(constant);
    System.out.printf("%d parameters, %d bytes of graph%n", parameters.length, constant.length);
    try (OrtSession shared = open(asInputs, OptLevel.ALL_OPT)) {
      for (int round = 0; round < ROUNDS; round++) {
        boolean counts = round >= ROUNDS / 4;
        for (OptLevel level : List.of(OptLevel.ALL_OPT, OptLevel.BASIC_OPT, OptLevel.NO_OPT)) {
          long start = System.nanoTime();
          OrtSession own = open(constant, level);
          note("session, " + level + ": swap", counts, start, 1);
          for (int rows : new int[] {1, 64}) {
            run(own, Map.of(), rows, "session, " + level, counts);
          }
          own.close();
        }
        long start = System.nanoTime();
        Map<String, OnnxTensor> weights = weights(parameters);
        note("inputs: swap", counts, start, 1);
        for (int rows : new int[] {1, 64}) {
          run(shared, weights, rows, "inputs", counts);
        }
        weights.values().forEach(OnnxTensor::close);
      }
    }
    micros.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> System.out.println(line(e.getKey(), e.getValue())));
  }

  private static String line(String what, List<Double> values) {
    double[] sorted = values.stream().mapToDouble(x -> x).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%-32s least %8.1f us, median %8.1f us",
        what,
        sorted[0],
        sorted[sorted.length / 2]);
  }

  private void note(String what, boolean counts, long startNanos, int times) {
    double each = (System.nanoTime() - startNanos) / 1_000.0 / times;
    if (counts) {
      micros.computeIfAbsent(what, w -> new ArrayList<>()).add(each);
    }
  }

  private static OrtSession open(byte[] onnx, OptLevel level) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setMemoryPatternOptimization(false);
      options.setOptimizationLevel(level);
      return ENVIRONMENT.createSession(onnx, options);
    }
  }

  private static Map<String, OnnxTensor> weights(float[] parameters) throws OrtException {
    Map<String, OnnxTensor> out = new HashMap<>();
    for (ParameterLayout.Tensor t : SPEC.parameterLayout().tensors()) {
      FloatBuffer direct = direct(t.length());
      direct.put(parameters, t.offset(), t.length()).flip();
      long[] shape = t.shape().stream().mapToLong(d -> d).toArray();
      out.put(t.name(), OnnxTensor.createTensor(ENVIRONMENT, direct, shape));
    }
    return out;
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Float.BYTES * floats)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private void run(
      OrtSession session, Map<String, OnnxTensor> weights, int rows, String what, boolean counts)
      throws OrtException {
    float[] dense = new float[rows * WIDTH];
    Arrays.fill(dense, 0.5f);
    FloatBuffer buffer = direct(dense.length);
    Set<String> outputs = Set.of("probabilities", "logits");
    long start = 0;
    int times = rows == 1 ? RUNS : RUNS / 8;
    for (int i = -times / 4; i < times; i++) {
      if (i == 0) {
        start = System.nanoTime();
      }
      buffer.clear().put(dense).flip();
      try (OnnxTensor input =
          OnnxTensor.createTensor(ENVIRONMENT, buffer, new long[] {rows, WIDTH})) {
        Map<String, OnnxTensor> inputs = new HashMap<>(weights);
        inputs.put("features", input);
        session.run(inputs, outputs).close();
      }
    }
    note("%s: %d rows".formatted(what, rows), counts, start, times);
  }

  /** The same graph, its weights no longer initializers but inputs. */
  private static byte[] withInputs(byte[] onnx) {
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    for (Field f : fields(onnx, 0, onnx.length)) {
      if (f.number() != 7) {
        model.write(onnx, f.from(), f.to() - f.from());
        continue;
      }
      for (Field g : fields(onnx, f.content(), f.to())) {
        if (g.number() != 5 || !isWeight(onnx, g)) {
          graph.write(onnx, g.from(), g.to() - g.from());
        }
      }
    }
    for (ParameterLayout.Tensor t : SPEC.parameterLayout().tensors()) {
      field(graph, 11, input(t));
    }
    field(model, 7, graph.toByteArray());
    return model.toByteArray();
  }

  /** A field of a message, its tag at {@code from} and what follows tag and length at content. */
  private record Field(int number, int from, int content, int to) {}

  private static List<Field> fields(byte[] bytes, int from, int to) {
    List<Field> out = new ArrayList<>();
    for (int at = from; at < to; ) {
      int[] tag = read(bytes, at);
      int[] value = read(bytes, tag[1]);
      int end = (tag[0] & 7) == 2 ? value[1] + value[0] : value[1];
      out.add(new Field(tag[0] >>> 3, at, value[1], end));
      at = end;
    }
    return out;
  }

  /** A varint and where it ends. */
  private static int[] read(byte[] bytes, int from) {
    int value = 0;
    int at = from;
    for (int shift = 0; ; shift += 7) {
      value |= (bytes[at] & 127) << shift;
      if (bytes[at++] >= 0) {
        return new int[] {value, at};
      }
    }
  }

  private static boolean isWeight(byte[] bytes, Field initializer) {
    for (Field f : fields(bytes, initializer.content(), initializer.to())) {
      String name = new String(bytes, f.content(), f.to() - f.content(), StandardCharsets.UTF_8);
      if (f.number() == 8) {
        return SPEC.parameterLayout().tensors().stream().anyMatch(t -> t.name().equals(name));
      }
    }
    return false;
  }

  private static byte[] input(ParameterLayout.Tensor t) {
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    for (int d : t.shape()) {
      field(shape, 1, varint(1 << 3, d));
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    tensor.writeBytes(varint(1 << 3, 1));
    field(tensor, 2, shape.toByteArray());
    ByteArrayOutputStream type = new ByteArrayOutputStream();
    field(type, 1, tensor.toByteArray());
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    field(value, 1, t.name().getBytes(StandardCharsets.UTF_8));
    field(value, 2, type.toByteArray());
    return value.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    out.writeBytes(varint(number << 3 | 2, content.length));
    out.writeBytes(content);
  }

  private static byte[] varint(int tag, int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int rest = value;
    for (; rest > 127; rest >>>= 7) {
      out.write((rest & 127) | 128);
    }
    out.write(rest);
    return out.toByteArray();
  }
}
