package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnRowsTest {
  private static final int ROW_BYTES = new RowLayout(2).rowBytes();
  private static final long NEWEST = 1_700_000_000_000L;

  private static void count(DrawnRows drawn, float label, List<Duration> ages) {
    ByteBuffer rows = ByteBuffer.allocateDirect(ages.size() * ROW_BYTES);
    rows.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ages.size(); i++) {
      rows.putFloat(i * ROW_BYTES + RowLayout.LABEL, label);
      rows.putLong(i * ROW_BYTES + RowLayout.EVENT_TIME, NEWEST - ages.get(i).toMillis());
    }
    drawn.count(rows, ages.size(), NEWEST);
  }

  private static List<Long> ages(DrawnRows drawn) {
    return IntStream.range(0, DrawnRows.AGES).mapToObj(drawn::ofAge).toList();
  }

  @Test
  void rowsCountByTheirAgeInEventTimeUpToEachLimit() {
    DrawnRows drawn = new DrawnRows(ROW_BYTES, 2);
    List<Duration> limits =
        List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7));
    count(drawn, 1, limits);
    assertThat(ages(drawn)).containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 0L);
    count(drawn, 0, limits.stream().map(limit -> limit.plusMillis(1)).toList());
    assertThat(ages(drawn)).containsExactly(1L, 2L, 2L, 2L, 2L, 2L, 1L);
    assertThat(drawn.ofClass(0)).isEqualTo(6);
    assertThat(drawn.ofClass(1)).isEqualTo(6);
  }

  @Test
  void aRowThatIsAheadOfAllThatWasLearnedIsYoung() {
    DrawnRows drawn = new DrawnRows(ROW_BYTES, 0);
    count(drawn, Float.NaN, List.of(Duration.ofHours(-5)));
    assertThat(drawn.ofAge(0)).isOne();
    assertThat(drawn.classes()).isZero();
  }

  @Test
  void of100ClassesTheFirst32AreToldApart() {
    DrawnRows drawn = new DrawnRows(ROW_BYTES, 100);
    assertThat(drawn.classes()).isEqualTo(DrawnRows.MAX_CLASSES);
    for (float label : new float[] {31, 32, 99}) {
      count(drawn, label, List.of(Duration.ZERO));
    }
    assertThat(IntStream.range(0, 32).mapToLong(drawn::ofClass).sum()).isOne();
    assertThat(drawn.ofClass(31)).isOne();
    assertThat(drawn.ofAge(0)).isEqualTo(3);
  }
}
