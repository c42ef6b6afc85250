package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReadyTimesTest {
  private static final int EVERY = 16;
  private final ReadyTimes times = new ReadyTimes();

  private void learnAndCommit(long from, long to) {
    LongStream.range(from, to).forEach(times::learned);
    times.freeze();
    times.commit();
  }

  @Test
  void aReleaseHasEverySixteenthAndAPreviewOnlyThoseSinceTheLast() {
    learnAndCommit(0, 40);
    assertThat(times.preview()).containsExactly(0L, 16L, 32L);
    learnAndCommit(40, 64);
    assertThat(times.preview()).containsExactly(48L);
    assertThat(times.release()).containsExactly(0L, 16L, 32L, 48L);
    assertThat(times.release()).isEmpty();
  }

  @Test
  void whatIsNeverReleasedTakesNoMoreRoomAndStaysEvenlySpread() {
    for (int round = 0; round < 1000; round++) {
      learnAndCommit(round * 160L, (round + 1) * 160L);
    }
    List<Long> spread = times.release();
    assertThat(spread).hasSizeBetween(128, 256).startsWith(0L);
    long step = spread.get(1);
    assertThat(step).isGreaterThan(EVERY);
    for (int i = 0; i < spread.size(); i++) {
      assertThat(spread.get(i)).isEqualTo(i * step);
    }
    assertThat(160_000L - spread.get(spread.size() - 1)).isLessThanOrEqualTo(step);
  }
}
