package io.thalweg.learner.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BadShareTest {
  private static final BadRecordsSpec SPEC = new BadRecordsSpec(0.01, 1_000, 200);

  private static BadShare after(int good, int bad) {
    BadShare share = new BadShare(SPEC);
    share.add(good, 0);
    for (int i = 0; i < bad; i++) {
      share.add(1, 1);
    }
    return share;
  }

  @Test
  void oneBadRecordOfTenHoldsNothing() {
    assertThat(after(9, 1).share()).isEqualTo(0.1);
    assertThat(after(9, 1).holds()).isFalse();
    assertThat(after(196, 3).holds()).as("199 records").isFalse();
    assertThat(after(197, 3).holds()).as("200 records").isTrue();
  }

  @Test
  void theShareItselfIsStillGood() {
    assertThat(after(297, 3).share()).isEqualTo(0.01);
    assertThat(after(297, 3).holds()).isFalse();
    assertThat(after(296, 3).holds()).isTrue();
  }

  @Test
  void aBurstIsOverOnceGoodRecordsHaveTakenItsPlace() {
    BadShare share = after(0, 300);
    for (int i = 0; i < 989; i++) {
      share.add(1, 0);
    }
    assertThat(share.holds()).as("11 of a thousand, and what else is in their block").isTrue();
    for (int i = 0; i < 11; i++) {
      share.add(1, 0);
    }
    assertThat(share.holds()).isFalse();
    assertThat(share.share()).isZero();
  }

  @Test
  void whatIsAboutTheLimitDoesntComeAndGo() {
    BadShare share = new BadShare(SPEC);
    int changes = 0;
    boolean before = false;
    for (int i = 0; i < 50_000; i++) {
      share.add(1, i % 100 == 0 || i % 10_000 == 50 ? 1 : 0);
      changes += share.holds() == before ? 0 : 1;
      before = share.holds();
    }
    assertThat(changes).isLessThanOrEqualTo(1);
  }

  @Test
  void itIsTheShareOfTheNewestRecordsByCountingThemNaively() {
    SplittableRandom random = new SplittableRandom(7);
    BadShare share = new BadShare(SPEC);
    Deque<Boolean> naive = new ArrayDeque<>();
    for (int i = 0; i < 20_000; i++) {
      boolean bad = random.nextInt(1_000) < 10 + i / 100;
      share.add(1, bad ? 1 : 0);
      naive.addLast(bad);
      while (naive.size() > 1_000) {
        naive.removeFirst();
      }
      double expected = naive.stream().filter(b -> b).count() / (double) naive.size();
      assertThat(share.share()).isCloseTo(expected, within(0.016)); // a block of 15 records
    }
  }

  @Test
  void aCheckpointBringsItBackAndThoseOfTwoTasksAddUp() {
    BadShare share = after(500, 20);
    BadShare restored = new BadShare(SPEC);
    restored.restore(share.toState());
    assertThat(restored.share()).isEqualTo(share.share());
    assertThat(restored.holds()).isTrue();
    restored.restore(after(480, 0).toState());
    assertThat(restored.share()).isEqualTo(0.02);
    assertThat(share.toState().size()).isLessThanOrEqualTo(2 * 66);
  }

  @Test
  void aWindowThatCanNeverHoldEnoughIsRefused() {
    assertThatThrownBy(() -> new BadRecordsSpec(0.01, 10, 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minRecords=11, window=10: it would never be full enough");
  }
}
