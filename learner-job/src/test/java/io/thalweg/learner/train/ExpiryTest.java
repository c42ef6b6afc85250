package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  @Test
  void theLimitFollowsTheNewestEventInStepsOfA64thOfTheTimeToLive() {
    Expiry expiry = new Expiry(Duration.ofSeconds(640));
    expiry.seen(2_000_000);
    assertThat(expiry.limitMillis()).isEqualTo(1_360_000);
    expiry.seen(2_009_999);
    assertThat(expiry.limitMillis()).isEqualTo(1_360_000);
    expiry.seen(2_010_000);
    assertThat(expiry.limitMillis()).isEqualTo(1_370_000);
    expiry.seen(5);
    assertThat(expiry.limitMillis()).as("an old event").isEqualTo(1_370_000);
    assertThat(expiry.newestMillis()).isEqualTo(2_010_000);
  }

  @Test
  void aStepIsAtLeastASecond() {
    Expiry expiry = new Expiry(Duration.ofSeconds(3));
    expiry.seen(10_999);
    assertThat(expiry.limitMillis()).isEqualTo(7_000);
    expiry.seen(11_000);
    assertThat(expiry.limitMillis()).isEqualTo(8_000);
  }

  @Test
  void withoutATimeToLiveOrAnEventNothingIsTooOld() {
    Expiry never = new Expiry(Duration.ZERO);
    never.seen(Long.MAX_VALUE);
    assertThat(never.limitMillis()).isEqualTo(Expiry.NOTHING_SEEN);
    Expiry tenYears = new Expiry(Duration.ofDays(3650));
    assertThat(tenYears.limitMillis()).isLessThanOrEqualTo(Expiry.NOTHING_SEEN);
    tenYears.seen(Long.MIN_VALUE);
    assertThat(tenYears.newestMillis()).isEqualTo(Expiry.NOTHING_SEEN);
  }
}
