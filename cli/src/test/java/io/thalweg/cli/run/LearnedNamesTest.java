package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.flink.IngestionMetrics;
import io.thalweg.learner.flink.MetricNames;
import io.thalweg.serving.console.LearnedNames;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The names that servers know are those that processes that learn say. */
final class LearnedNamesTest {
  @Test
  void namesOfLearnersAndOfIngestionAreTheirs() throws Exception {
    Map<String, String> theirs = constants(IngestionMetrics.class);
    theirs.putAll(constants(MetricNames.class));
    List<String> compared = new ArrayList<>();
    for (Map.Entry<String, String> known : constants(LearnedNames.class).entrySet()) {
      String name = theirs.get(known.getKey());
      if (name != null) {
        assertThat(known.getValue()).as(known.getKey()).isEqualTo(name);
        compared.add(known.getKey());
      }
    }
    assertThat(compared)
        .contains(
            "EXAMPLES_TRAINED",
            "EXAMPLES_REPLAYED",
            "EXAMPLES_WAITING",
            "EXAMPLES_ERASED",
            "EXAMPLES_JUDGED",
            "STEPS",
            "CORRECT",
            "CORRECT_NO_CHANGE",
            "CORRECT_MAJORITY",
            "LOG_LOSS_SUM",
            "REPLAY_ROWS",
            "REPLAY_HOT_ROWS",
            "REPLAY_WARM_ROWS",
            "REPLAY_WARM_DISK_BYTES",
            "REPLAY_COLD_DISK_BYTES",
            "PROMOTIONS",
            "ROUNDS_COMMITTED",
            "ROUNDS_ABORTED",
            "BAD_SHARE",
            "BAD_HOLDS",
            "EVENTS_DEAD_LETTERED",
            "LABELS_DEAD_LETTERED",
            "ERASURES_DEAD_LETTERED",
            "DUPLICATES",
            "EXPIRED",
            "ERASED_EVENTS");
    assertThat(LearnedNames.judged("kappa")).isEqualTo(MetricNames.judged("kappa"));
    assertThat(LearnedNames.drifts(3)).isEqualTo(MetricNames.drifts(3));
  }

  private static Map<String, String> constants(Class<?> of) throws IllegalAccessException {
    Map<String, String> out = new TreeMap<>();
    for (Field field : of.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        out.put(field.getName(), (String) field.get(null));
      }
    }
    return out;
  }
}
