package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.select.SplitMix64;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final int GROUPS = 3_000;
  private static final int CAPACITY = 7;
  private static final int STREAM = 60;

  @Test
  void reservoirKeepsEveryRowOfTheStreamEquallyOften() {
    double statistic =
        statistic(
            number -> {
              Group group =
                  new Group(Retention.RESERVOIR, CAPACITY, 0, SplitMix64.stream(11, number));
              return group::place;
            });
    assertThat(statistic).isLessThan(ChiSquare.bound(STREAM - 1));
  }

  @Test
  void theStatisticRejectsAReservoirThatFavoursNewRowsByATenth() {
    double statistic =
        statistic(
            number -> {
              SplitMix64 random = SplitMix64.stream(11, number);
              int[] offered = {0};
              return () -> {
                int before = offered[0]++;
                long bound = Math.max(1, (long) ((before + 1) / 1.1));
                long slot = before < CAPACITY ? before : random.nextLong(bound);
                return slot < CAPACITY ? (int) slot : Retention.NO_SLOT;
              };
            });
    assertThat(statistic).isGreaterThan(ChiSquare.bound(STREAM - 1));
  }

  @Test
  void windowKeepsExactlyTheNewestRows() {
    Group group = new Group(Retention.WINDOW, CAPACITY, 0, new SplitMix64(0));
    int[] kept = keep(group::place);
    Arrays.sort(kept);
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(kept[i]).isEqualTo(STREAM - CAPACITY + i);
    }
  }

  @Test
  void unknownCodeIsRefused() {
    for (Retention retention : Retention.values()) {
      assertThat(Retention.ofCode(retention.code())).isEqualTo(retention);
    }
    assertThatThrownBy(() -> Retention.ofCode((byte) 9))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessageContaining("9");
  }

  /**
   * How evenly positions of the stream are kept. Rows of one group are drawn without replacement,
   * which lowers the variance by 1 - CAPACITY / STREAM; the statistic is scaled back.
   */
  private static double statistic(IntFunction<IntSupplier> groups) {
    long[] keptByPosition = new long[STREAM];
    for (int number = 0; number < GROUPS; number++) {
      for (int position : keep(groups.apply(number))) {
        keptByPosition[position]++;
      }
    }
    double variance = (1 - (double) CAPACITY / STREAM) * STREAM / (STREAM - 1.0);
    return ChiSquare.ofUniform(keptByPosition) / variance;
  }

  private static int[] keep(IntSupplier place) {
    int[] kept = new int[CAPACITY];
    for (int position = 0; position < STREAM; position++) {
      int slot = place.getAsInt();
      if (slot != Retention.NO_SLOT) {
        kept[slot] = position;
      }
    }
    return kept;
  }
}
