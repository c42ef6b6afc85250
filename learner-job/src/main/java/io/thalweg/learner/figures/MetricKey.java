package io.thalweg.learner.figures;

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
public record MetricKey(String name, List<String> scope, Map<String, String> owner) {
  /** Tasks bear the names of all that is chained in them. */
  private static final int MOST = 64;

  /** What differs between attempts, and is too unlike other names to hide one in a scope. */
  private static final Set<String> OF_THE_ATTEMPT =
      Set.of("<host>", "<tm_id>", "<task_attempt_id>");

  public MetricKey {
    scope = List.copyOf(scope);
    owner = Map.copyOf(owner);
  }

  public static MetricKey of(String name, MetricGroup group) {
    Map<String, String> owner = new TreeMap<>(group.getAllVariables());
    Set<String> changing =
        OF_THE_ATTEMPT.stream()
            .filter(owner::containsKey)
            .map(owner::remove)
            .collect(Collectors.toSet());
    owner.remove("<task_attempt_num>");
    List<String> scope =
        Arrays.stream(group.getScopeComponents()).filter(part -> !changing.contains(part)).toList();
    return new MetricKey(name, scope, owner);
  }

  /** Whether the user's own group of this name has it. */
  boolean isIn(String group) {
    return !scope.isEmpty() && scope.get(scope.size() - 1).equals(group);
  }

  /**
   * Operator, or else task, and subtask: {@code fraud: learn/0}. Without the subtask for those of
   * an operator's coordinator, empty for those of a whole job or process.
   */
  String shortOwner() {
    String task = owner.getOrDefault("<operator_name>", owner.getOrDefault("<task_name>", ""));
    String subtask = owner.get("<subtask_index>");
    String name = task.length() <= MOST ? task : task.substring(0, MOST) + '~' + task.hashCode();
    return subtask == null ? name : name + "/" + subtask;
  }
}
