package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.parameters.ParameterLayout;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Networks side by side over the same features, each an {@link Mlp} with tensors of its own, called
 * {@code experts.K.embeddings.NAME}, {@code experts.K.layers.I}. The logits are the sum of theirs,
 * each times its gate, {@code experts.K.gate}, which is 1 of the expert that counts and 0 of the
 * others. Whoever learns moves the gates, training never does. Immutable.
 *
 * <p>With {@code lateral} they are the columns of a progressive network (Rusu et al., "Progressive
 * neural networks", 2016): to the sums of layer I, the head included, but not the first, expert K
 * adds a linear map of what layers I - 1 of all experts before it make, {@code
 * experts.K.lateral.I}. It begins at 0. The paper's adapters have one more layer in between, with a
 * function, which is left out.
 *
 * @param hidden layers of each
 * @param count of experts, 2 or more
 */
public record Experts(List<Dense> hidden, int count, boolean lateral) implements Architecture {
  public Experts {
    hidden = List.copyOf(hidden);
    if (count < 2) {
      throw new IllegalArgumentException("experts=%d, want 2 or more".formatted(count));
    }
    if (lateral && hidden.isEmpty()) {
      throw new IllegalArgumentException(
          "lateral experts need a hidden layer, behind which one looks at another");
    }
  }

  /** The tensor, of one element, that an expert's logits are multiplied by. */
  public static String gate(int expert) {
    return name(expert) + ".gate";
  }

  /** Whether it is a tensor of this expert, other than its gate. */
  public boolean isOf(int expert, String tensor) {
    return tensor.startsWith(name(expert) + ".") && !tensor.equals(gate(expert));
  }

  /** The expert whose gate is 1 while those of all others are 0; none where that isn't so. */
  public OptionalInt chosen(ParameterLayout layout, float[] parameters) {
    float[] gates = new float[count];
    for (Tensor t : layout.tensors()) {
      for (int expert = 0; expert < count; expert++) {
        if (t.name().equals(gate(expert))) {
          gates[expert] = parameters[t.offset()];
        }
      }
    }
    int[] open = IntStream.range(0, count).filter(expert -> gates[expert] != 0).toArray();
    return open.length == 1 && gates[open[0]] == 1 ? OptionalInt.of(open[0]) : OptionalInt.empty();
  }

  /** Gates alone: what is right for them no gradient says. */
  @Override
  public boolean isFrozen(String tensor) {
    for (int expert = 0; expert < count; expert++) {
      if (tensor.equals(gate(expert))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    Fields fields = Fields.of(features);
    List<List<T>> columns = new ArrayList<>();
    List<T> gated = new ArrayList<>();
    for (int expert = 0; expert < count; expert++) {
      T x = fields.input(on, name(expert) + ".");
      List<T> column = column(on, expert, x, columns, outputs);
      columns.add(column);
      gated.add(on.gate(name(expert), column.get(hidden.size()), expert == 0 ? 1 : 0));
    }
    T sum = gated.get(0);
    for (int expert = 1; expert < count; expert++) {
      sum = on.add(name(expert) + ".sum", sum, gated.get(expert));
    }
    return sum;
  }

  /** What each layer makes, the head's last. */
  private <T> List<T> column(Operations<T> on, int expert, T x, List<List<T>> before, int outputs) {
    List<T> column = new ArrayList<>();
    T h = x;
    for (int i = 0; i < hidden.size(); i++) {
      int layer = i;
      Dense dense = hidden.get(i);
      h =
          DenseLayers.layer(
              on,
              layer(expert, layer),
              dense,
              h,
              sums -> withLateral(on, expert, layer, sums, dense.units(), before));
      column.add(h);
    }
    T sums = on.affine(layer(expert, hidden.size()), h, outputs, WeightInit.ofHead());
    column.add(withLateral(on, expert, hidden.size(), sums, outputs, before));
    return column;
  }

  private <T> T withLateral(
      Operations<T> on, int expert, int layer, T sums, int units, List<List<T>> before) {
    if (!lateral || layer == 0 || before.isEmpty()) {
      return sums;
    }
    String name = name(expert) + ".lateral." + layer;
    T below = on.concat(name + "/below", before.stream().map(c -> c.get(layer - 1)).toList());
    T beside = on.linear(name, below, units, WeightInit.zero());
    return on.add(name, sums, beside);
  }

  private static String name(int expert) {
    return "experts." + expert;
  }

  private static String layer(int expert, int layer) {
    return name(expert) + ".layers." + layer;
  }
}
