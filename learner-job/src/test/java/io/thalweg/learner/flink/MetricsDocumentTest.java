package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.flink.IngestionMetrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of the job's metrics in docs/metrics.md. */
class MetricsDocumentTest {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `(\\w+)`(?:\\*\\w+\\*)? \\| (counter|gauge|text) \\| [^|]*\\|"
              + " (?:`(\\w+)`(?:\\*\\w+\\*)?|none) \\|.*\\|");

  private static final Set<String> PREFIXES =
      Set.of(
          "flink_taskmanager_job_task_operator_thalweg_",
          "flink_jobmanager_job_operator_coordinator_thalweg_");

  private record Metric(String name, String type, String exported) {}

  private static List<Metric> table() throws IOException {
    List<Metric> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Metric(row.group(1), row.group(2), String.valueOf(row.group(3))));
      }
    }
    return rows;
  }

  private static List<String> constants(Class<?> names) throws ReflectiveOperationException {
    List<String> out = new ArrayList<>();
    for (Field field : names.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && !field.getName().equals("GROUP")) {
        out.add((String) field.get(null));
      }
    }
    return out;
  }

  @Test
  void eachMetricOfTheJobHasItsRow() throws Exception {
    List<String> wanted = constants(MetricNames.class);
    wanted.addAll(constants(IngestionMetrics.class));
    // Those with a number or a name at their end stand with what is before it.
    wanted.addAll(
        List.of(
            MetricNames.judged(""),
            MetricNames.betterThanChampion(""),
            "drifts",
            "driftDetector",
            "drawnAge",
            "drawnClass",
            MetricNames.shift(""),
            "probeBegan_",
            "probeRows_",
            "probeCorrect_"));
    assertThat(wanted).hasSizeGreaterThan(60);
    assertThat(table()).extracting(Metric::name).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void eachNumberHasItsNameInPrometheus() throws IOException {
    for (Metric metric : table()) {
      Set<String> names =
          metric.type().equals("text")
              ? Set.of("null")
              : PREFIXES.stream().map(p -> p + metric.name()).collect(Collectors.toSet());
      assertThat(names).contains(metric.exported());
    }
  }
}
