package io.thalweg.replay.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long MIN_SIZE = 100;

  @Test
  void samplesWaitUntilMinSizeIsReached() {
    RateLimiter limiter = new RateLimiter(MIN_SIZE, 0, 0);
    assertThat(limiter.maySample(MIN_SIZE - 1, 1)).isFalse();
    assertThat(limiter.maySample(MIN_SIZE, 1_000_000)).isTrue();
    assertThat(limiter.mayInsert(Long.MAX_VALUE, 1_000)).isTrue();
  }

  /** The bounds worked out by hand: minDiff = 100 * 2 - 10 = 190, maxDiff = 210. */
  @Test
  void theFirstRefusalsComeWhereReverbsDefinitionPutsThem() {
    RateLimiter limiter = new RateLimiter(MIN_SIZE, 2, 10);
    int inserts = 0;
    while (limiter.mayInsert(inserts, 1)) {
      limiter.inserted(1);
      inserts++;
    }
    assertThat(inserts).isEqualTo(105);
    int samples = 0;
    while (limiter.maySample(inserts, 1)) {
      limiter.sampled(1);
      samples++;
    }
    assertThat(samples).isEqualTo(20);
    assertThat(limiter.mayInsert(inserts, 10)).isTrue();
    assertThat(limiter.mayInsert(inserts, 11)).isFalse();
  }

  @Test
  void ratioStaysWithinTheBufferAndSomethingIsAlwaysAllowed() {
    SplittableRandom random = new SplittableRandom(8);
    for (double ratio : new double[] {0.1, 0.5, 1, 3.7}) {
      int batch = 16;
      double buffer = (batch + ratio) / 2 + 3;
      RateLimiter limiter = new RateLimiter(MIN_SIZE, ratio, buffer);
      long size = 0;
      for (int i = 0; i < 20_000; i++) {
        boolean mayInsert = limiter.mayInsert(size, 1);
        boolean maySample = limiter.maySample(size, batch);
        assertThat(mayInsert || maySample).isTrue();
        if (mayInsert && (!maySample || random.nextBoolean())) {
          limiter.inserted(1);
          size = Math.min(size + 1, 500);
        } else {
          limiter.sampled(batch);
        }
        double error = (limiter.inserts() - MIN_SIZE) * ratio - limiter.samples();
        assertThat(error).isLessThanOrEqualTo(buffer);
        if (limiter.samples() > 0) {
          assertThat(error).isGreaterThanOrEqualTo(-buffer);
        }
      }
      assertThat(limiter.samples()).isPositive();
    }
  }

  @Test
  void aTableThatLostItsRowsMayBeFilledAgain() {
    RateLimiter limiter = new RateLimiter(MIN_SIZE, 2, 10);
    limiter.restore(105, 0);
    assertThat(limiter.mayInsert(105, 1)).isFalse();
    assertThat(limiter.mayInsert(99, 1)).isTrue();
    assertThat(limiter.mayInsert(99, 2)).isFalse();
    assertThat(limiter.maySample(99, 1)).isFalse();
  }

  @Test
  void valuesThatWouldBlockForEverAreRefused() {
    assertThatThrownBy(() -> new RateLimiter(0, 1, 1)).hasMessageContaining("minSize");
    assertThatThrownBy(() -> new RateLimiter(1, -1, 1)).hasMessageContaining("samplesPerInsert");
    assertThatThrownBy(() -> new RateLimiter(1, Double.NaN, 1))
        .hasMessageContaining("samplesPerInsert");
    assertThatThrownBy(() -> new RateLimiter(1, 4, 3.9)).hasMessageContainingAll("4.0", "3.9");
    assertThatThrownBy(() -> new RateLimiter(1, 0.5, 0.9)).hasMessageContainingAll("1.0", "0.9");
    RateLimiter limiter = new RateLimiter(1, 1, 10);
    limiter.inserted(11);
    assertThat(limiter.maySample(11, 19)).isTrue();
    assertThatThrownBy(() -> limiter.maySample(11, 20)).hasMessageContainingAll("20 rows", "10.5");
  }
}
