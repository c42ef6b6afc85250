package io.thalweg.bench.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bench in its shortest form, with servers in processes of their own. */
@Timeout(180)
final class ServingBenchIT {
  @Test
  void swapsFailNoRequestAndMixNoVersions(@TempDir Path directory) throws Exception {
    Context context = new Context(OptionalLong.empty(), directory, line -> {});
    List<Row> rows = ServingBench.run(context, Effort.LEAST);
    Map<String, Row> byName =
        rows.stream().collect(Collectors.toMap(Row::name, Function.identity()));
    assertThat(byName)
        .containsKeys(
            "rest-vs-echo",
            "server-p50-us",
            "swap-p99-vs-steady",
            "swap-p99-before-that",
            "swap-rss-growth-percent",
            "swap-heap-growth-percent",
            "swap-time-vs-unswapped",
            "overload-p99-vs-steady",
            "overload-answered-vs-capacity",
            "overload-first-rss-growth-percent",
            "overload-after-shed");
    for (String none : List.of("swap-failed", "swap-mixed", "overload-failed")) {
      assertThat(byName.get(none))
          .isInstanceOfSatisfying(
              Row.Measured.class, row -> assertThat(row.value()).as(none).isZero());
    }
  }
}
