package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pool's draws depend on each other no more than {@link PoolDependence} states. Blocks come
 * evenly from all of the table's past: strata of age, which are what training sees, are far closer
 * to independent draws than strata of blocks.
 */
class PoolDependenceStatisticsIT {
  @TempDir(factory = MemoryDirectories.class)
  Path temp;

  @ParameterizedTest(name = "pool of {0} of {1} rows")
  @CsvSource({"1024, 8192, 8000", "8192, 65536, 8000", "65536, 524288, 12000"})
  void drawsDependOnEachOtherNoMoreThanStated(int pool, int rows, int batches) {
    ReplayConfig config = ReplayConfig.of(8, 8, rows).withTiers(TierSizes.of(16L * pool, 16 << 20));
    try (SampledTable table = SampledTable.open(config, temp.resolve("table"))) {
      table.offer(rows);
      table.core().sealing.sealAll();
      PoolDependence measured = new PoolDependence(table);
      measured.draw(table::draw, batches * StatisticsScale.DRAWS);
      require(measured, pool, rows);
    }
  }

  private static void require(PoolDependence measured, int pool, int rows) {
    double mates = PoolDependence.mates(pool, rows);
    double covariance = PoolDependence.MARGIN * PoolDependence.mostCovariance(pool, rows);
    double repeats = PoolDependence.mostRepeats(pool, rows);
    assertThat(measured.matesInExpected())
        .as("%s", measured)
        .isBetween(0.8 * mates, PoolDependence.MARGIN * mates);
    assertThat(measured.blocks.designEffect()).as("%s", measured).isBetween(1.0, 1 + covariance);
    assertThat(measured.blocks.covariance().observed())
        .as("%s", measured)
        .isBetween(0.0, covariance);
    assertThat(measured.repeatsInExpected()).as("%s", measured).isLessThan(repeats);
    assertThat(measured.commonRowsInExpected()).as("%s", measured).isLessThan(repeats);
    assertThat(measured.ages.designEffect() - 1)
        .as("%s", measured)
        .isLessThan(0.05 + (measured.blocks.designEffect() - 1) / 5);
    assertThat(measured.ages.correlation())
        .as("%s", measured)
        .isLessThan(0.05 + measured.blocks.correlation() / 5);
  }
}
