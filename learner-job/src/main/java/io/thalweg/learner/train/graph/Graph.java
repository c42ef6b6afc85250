package io.thalweg.learner.train.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A network as steps over one memory.
 *
 * @param parameters how many there are; they lie at 0
 * @param gradients where theirs lie
 * @param steps in their order, each of which the output needs
 * @param length floats of the memory
 * @param widest columns of the widest value
 * @param seed of the masks
 */
record Graph(
    int parameters,
    int gradients,
    Value input,
    Value output,
    List<Step> steps,
    int length,
    int widest,
    long seed) {

  /**
   * The steps without which there is no output. The others have no gradient; one behind the output
   * would write its own in the place of the loss's.
   */
  static List<Step> needed(List<Step> all, Value output) {
    Set<Value> values = new HashSet<>(Set.of(output));
    Deque<Step> needed = new ArrayDeque<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Step step = all.get(i);
      if (values.contains(step.output())) {
        values.addAll(step.inputs());
        needed.addFirst(step);
        step.inputs().stream().filter(x -> !x.isGiven()).forEach(Value::claim);
      }
    }
    return List.copyOf(needed);
  }

  /** The steps that have a gradient, from the last one to the first. */
  List<Step> backward() {
    Deque<Step> out = new ArrayDeque<>();
    for (Step step : steps) {
      if (!step.output().isGiven()) {
        out.addFirst(step);
      }
    }
    return List.copyOf(out);
  }

  /** The values to whose gradients several steps add. */
  List<Value> shared() {
    Set<Value> out = new LinkedHashSet<>();
    for (Step step : steps) {
      step.inputs().stream().filter(Value::isShared).forEach(out::add);
    }
    return List.copyOf(out);
  }
}
