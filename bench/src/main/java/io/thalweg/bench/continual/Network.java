package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Task;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;

/** The network of a setup: numbers as they are, ReLU layers, one head for all tasks. Stateless. */
final class Network {
  static final String NAME = "continual";

  /** As many inputs and classes as the tasks have. */
  static ModelSpec of(List<Task> tasks, List<Integer> hidden, long seed) {
    int classes = 0;
    for (Task task : tasks) {
      classes = Math.max(classes, Math.max(task.train().classes(), task.test().classes()));
    }
    int width = tasks.get(0).train().width();
    return new ModelSpec(
        NAME,
        new FeatureSpec(
            List.of(
                new Feature.Vector(
                    PipelineSections.FIELD, PipelineSections.FIELD, width, Feature.Scaling.NONE))),
        hidden.stream()
            .map(units -> new ModelSpec.Dense(units, ModelSpec.Activation.RELU))
            .toList(),
        new Head.Multiclass(Math.max(2, classes)),
        seed);
  }

  /**
   * What comes before the head, whose parameters are the first of the whole: its logits are the
   * last layer's units before their ReLU. There must be a layer.
   */
  static ModelSpec beforeHead(ModelSpec whole) {
    List<ModelSpec.Dense> layers = whole.hidden();
    int last = layers.size() - 1;
    return new ModelSpec(
        whole.name(),
        whole.features(),
        layers.subList(0, last),
        new Head.Multiclass(layers.get(last).units()),
        whole.seed());
  }

  private Network() {}
}
