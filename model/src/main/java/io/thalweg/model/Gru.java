package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A gated recurrent unit over a key's last events, then dense layers over its state and over all
 * other features. A step is the values that the sequences have there, and which of them are
 * missing; where all are, the state stays as it is. Immutable.
 *
 * @param sequence names of histories that are sequences, of as many steps each; at least one
 * @param units of the state
 */
public record Gru(List<String> sequence, int units, List<Dense> hidden) implements Architecture {
  public Gru {
    sequence = List.copyOf(sequence);
    hidden = List.copyOf(hidden);
    if (units < 1 || sequence.isEmpty() || sequence.stream().distinct().count() < sequence.size()) {
      throw new IllegalArgumentException(
          "units=%d, sequence=%s, want 1 or more, and at least one name, none twice"
              .formatted(units, sequence));
    }
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    int steps = steps(features);
    List<T> values = new ArrayList<>();
    List<T> present = new ArrayList<>();
    List<T> others = new ArrayList<>();
    Fields fields = Fields.of(features);
    for (String name : sequence) {
      Fields.Field f = fields.named(name);
      int middle = f.from() + steps;
      values.add(on.columns("sequence.values." + name, on.input(), f.from(), middle));
      present.add(on.columns("sequence.present." + name, on.input(), middle, f.to()));
    }
    for (Fields.Field f : fields.all()) {
      if (!sequence.contains(f.name())) {
        others.add(f.isEmbedded() ? f.vector(on) : f.columns(on));
      }
    }
    values.addAll(present);
    T state =
        on.gru(
            "gru",
            on.concat("steps", values),
            on.concat("steps.present", present),
            steps,
            units,
            WeightInit.before(ModelSpec.Activation.TANH));
    others.add(0, state);
    T behind = others.size() == 1 ? state : on.concat("parts", others);
    T h = DenseLayers.of(on, "layers", hidden, behind);
    return on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
  }

  private int steps(FeatureSpec features) {
    List<Integer> steps =
        sequence.stream().map(name -> sequence(features, name).over()).distinct().toList();
    if (steps.size() > 1) {
      throw new IllegalArgumentException(
          "the sequences %s are over %s steps, want one number for all".formatted(sequence, steps));
    }
    return steps.get(0);
  }

  private static History sequence(FeatureSpec features, String name) {
    for (Feature f : features.features()) {
      if (f.name().equals(name) && f instanceof History h && h.isSequence()) {
        return h;
      }
    }
    throw new IllegalArgumentException(
        "the sequence %s needs a history of this name with the aggregate sequence".formatted(name));
  }
}
