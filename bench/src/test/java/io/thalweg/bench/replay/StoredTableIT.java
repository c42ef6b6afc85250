package io.thalweg.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Benches;
import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench, small, over the real table. */
@Timeout(60)
final class StoredTableIT {
  private static final Effort SHORT = new Effort(3, 20, Duration.ofMillis(20));

  @TempDir private Path directory;

  @Test
  void everyRowIsMeasured() throws Exception {
    Context context = new Context(OptionalLong.of(80_000), directory, line -> {});
    assertThat(new ReplayRows(StoredTable::open, SHORT).measure(context))
        .hasSize(6)
        .allSatisfy(row -> assertThat(row).isInstanceOf(Row.Measured.class));
  }

  @Test
  void theCommandFindsTheBench() {
    assertThat(Benches.find("replay").orElseThrow()).isInstanceOf(ReplayBench.class);
  }
}
