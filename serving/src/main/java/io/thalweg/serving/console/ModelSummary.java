package io.thalweg.serving.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model in a list of them. Immutable.
 *
 * @param serving the version that serves, null: none
 * @param learning whether a process that learns it has said something in the last 10 s
 * @param classes names of its classes, in their order; empty where there are none
 * @param head what it predicts; null: not known
 */
public record ModelSummary(
    String name,
    @Nullable Long serving,
    boolean learning,
    int learners,
    List<String> classes,
    @Nullable String head) {
  public ModelSummary {
    classes = List.copyOf(classes);
  }
}
