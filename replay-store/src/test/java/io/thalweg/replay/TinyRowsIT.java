package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyRowsIT {
  private static final int ROWS = 8_192;

  @TempDir Path temp;

  /** One file then holds more living rows than staging has room for and than handles are free. */
  @Test
  void aTableWhoseRowsAllFitOneFileTurnsOverAndOver() {
    ReplayConfig config =
        ReplayConfig.of(8, 1, ROWS)
            .withTiers(TierSizes.of(16L * ROWS / 8, 2 << 20))
            .withRetention(Retention.WINDOW);
    try (SampledTable table = SampledTable.open(config, temp.resolve("table"))) {
      table.offer(40 * ROWS);
      assertThat(table.keys()).isEqualTo(IntStream.range(39 * ROWS, 40 * ROWS).toArray());
      table.draw(new int[1_024]);
    }
  }
}
