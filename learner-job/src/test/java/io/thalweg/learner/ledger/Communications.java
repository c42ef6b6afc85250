package io.thalweg.learner.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the learners' communication threads are doing, as their stacks show it. Stateless. */
final class Communications {
  private static final String THREADS = "thalweg-collective-";

  /** Flink's name of a task: (subtask/parallelism)#attempt. */
  private static final Pattern TASK = Pattern.compile("\\((\\d+)/\\d+\\)#\\d+");

  /** Whether the learner whose task this thread runs has a reduction under way. */
  static boolean reducesFor(Thread task) {
    Matcher m = TASK.matcher(task.getName());
    return m.find() && isIn("GuardedSum", THREADS + (Integer.parseInt(m.group(1)) - 1));
  }

  static boolean reduce() {
    return isIn("GuardedSum", THREADS);
  }

  static boolean join() {
    return isIn("Linker", THREADS);
  }

  private static boolean isIn(String type, String threads) {
    for (Map.Entry<Thread, StackTraceElement[]> t : Thread.getAllStackTraces().entrySet()) {
      if (t.getKey().getName().startsWith(threads)
          && Arrays.stream(t.getValue()).anyMatch(f -> f.getClassName().endsWith("." + type))) {
        return true;
      }
    }
    return false;
  }

  /** Threads of learners and of their coordinator. */
  static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("thalweg") || name.contains("learn ->"))
        .toList();
  }

  private Communications() {}
}
