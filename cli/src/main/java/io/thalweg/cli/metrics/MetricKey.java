package io.thalweg.cli.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.metrics.MetricGroup;

/**
 * Whose metric it is, equal for all attempts of a subtask on whichever TaskManager. Immutable.
 *
 * @param scope the group's names from the outside in
 * @param owner Flink's variables: job, vertex, operator, subtask and the user's own
 */
record MetricKey(String name, List<String> scope, Map<String, String> owner) {
  /** What differs between attempts, and is too unlike other names to hide one in a scope. */
  private static final Set<String> OF_THE_ATTEMPT =
      Set.of("<host>", "<tm_id>", "<task_attempt_id>");

  static MetricKey of(String name, MetricGroup group) {
    Map<String, String> owner = new TreeMap<>(group.getAllVariables());
    Set<String> changing =
        OF_THE_ATTEMPT.stream()
            .filter(owner::containsKey)
            .map(owner::remove)
            .collect(Collectors.toSet());
    owner.remove("<task_attempt_num>");
    List<String> scope =
        Arrays.stream(group.getScopeComponents()).filter(part -> !changing.contains(part)).toList();
    return new MetricKey(name, scope, Map.copyOf(owner));
  }
}
