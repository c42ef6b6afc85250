package io.thalweg.model.config;

import io.thalweg.model.Architecture;
import io.thalweg.model.Experts;
import io.thalweg.model.FineTuned;
import io.thalweg.model.FineTuned.Adapters;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys {@code model.freeze} and {@code model.lora}. Stateless. */
final class FineTuningConfig {
  private static final int MAX_RANK = 1 << 12;

  /** In the names of adapters' tensors, which are called after their layers. */
  private static final String ADAPTER = ".lora.";

  private FineTuningConfig() {}

  /** The network with what they say, or as it is where they are absent. */
  static Architecture read(Architecture base, ConfigNode model) {
    List<String> frozen = names(model, "freeze");
    Adapters adapters = adapters(model);
    if (base instanceof Experts) {
      requireNone(model);
    }
    return frozen.isEmpty() && adapters == null ? base : new FineTuned(base, frozen, adapters);
  }

  /** Which experts stay as they are changes with the one that is chosen. */
  private static void requireNone(ConfigNode model) {
    for (String key : List.of("freeze", "lora")) {
      if (model.has(key)) {
        throw model.required(key).refuse("nothing beside type: experts, of which one is trained");
      }
    }
  }

  private static @Nullable Adapters adapters(ConfigNode model) {
    if (!model.has("lora")) {
      return null;
    }
    ConfigNode lora = model.required("lora");
    int rank = lora.intIn("rank", 1, MAX_RANK);
    lora.required("layers", "a list of layers such as [layers.0]");
    List<String> layers = names(lora, "layers");
    if (layers.isEmpty()) {
      throw lora.required("layers").refuse("at least one layer such as layers.0");
    }
    return new Adapters(rank, (float) lora.doubleIn("alpha", 1e-6, 1e6, rank), layers);
  }

  private static List<String> names(ConfigNode node, String key) {
    return node.list(key).stream().map(ConfigNode::string).toList();
  }

  /** Refuses a name under {@code freeze} that names no tensor, or that leaves none to train. */
  static void requireSense(ConfigNode model, ModelSpec spec) {
    List<String> tensors = spec.parameterLayout().tensors().stream().map(Tensor::name).toList();
    for (ConfigNode name : model.list("freeze")) {
      FineTuned only = new FineTuned(base(spec), List.of(name.string()), null);
      if (tensors.stream().noneMatch(only::isFrozen)) {
        throw name.refuse("one of " + String.join(", ", tensors));
      }
      if (tensors.stream().anyMatch(t -> t.contains(ADAPTER) && only.isFrozen(t))) {
        throw name.refuse("a layer without adapters; model.lora freezes the others anyway");
      }
    }
    if (tensors.stream().allMatch(spec.architecture()::isFrozen)) {
      throw model.required("freeze").refuse("fewer tensors, because none is left to be trained");
    }
  }

  private static Architecture base(ModelSpec spec) {
    return spec.architecture() instanceof FineTuned f ? f.base() : spec.architecture();
  }
}
