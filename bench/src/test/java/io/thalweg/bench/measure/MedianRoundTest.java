package io.thalweg.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MedianRoundTest {
  private static Round from(Deque<Double> figures) {
    return figures::remove;
  }

  @Test
  void aSlowPhaseThatHitsBothSidesOfARoundChangesNothing() throws Exception {
    Deque<Double> ours = new ArrayDeque<>(List.of(99.0, 10.0, 30.0, 31.0, 10.0, 12.0));
    Deque<Double> theirs = new ArrayDeque<>(List.of(99.0, 20.0, 60.0, 60.0, 20.0, 20.0));
    MedianRound median = MedianRound.byTurns(5, from(ours), from(theirs));
    assertThat(median.ours() / median.reference()).isEqualTo(0.5);
    assertThat(ours).isEmpty();
    assertThat(theirs).isEmpty();
  }

  @Test
  void valuesAreThoseOfOneRound() throws Exception {
    Deque<Double> ours = new ArrayDeque<>(List.of(1.0, 4.0, 1.0, 9.0));
    Deque<Double> theirs = new ArrayDeque<>(List.of(1.0, 2.0, 1.0, 3.0));
    assertThat(MedianRound.byTurns(3, from(ours), from(theirs))).isEqualTo(new MedianRound(4, 2));
  }
}
