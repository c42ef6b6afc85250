package io.thalweg.serving.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RequestSamplingTest {
  private static final int IDS = 100_000;

  private static double share(Predicate<String> of, String prefix) {
    return IntStream.range(0, IDS).filter(i -> of.test(prefix + i)).count() / (double) IDS;
  }

  /** Four standard deviations of a share are below 0.007. */
  @Test
  void takesItsShareOfIdsThatDifferInTheirLastDigits() {
    for (double sample : new double[] {0, 0.01, 0.25, 0.9, 1}) {
      RequestSampling sampling = new RequestSampling(sample, 0.5);
      assertThat(share(sampling::takes, "event-")).isCloseTo(sample, within(0.007));
      assertThat(share(sampling::takesFeatures, "")).isCloseTo(sample / 2, within(0.007));
    }
  }

  @Test
  void takesAllForOneAndNoneForZero() {
    assertThat(share(new RequestSampling(1, 1)::takesFeatures, "e")).isEqualTo(1);
    assertThat(share(new RequestSampling(0, 1)::takes, "e")).isZero();
  }

  @Test
  void whatIsTakenForASmallShareIsTakenForALargerOne() {
    RequestSampling small = new RequestSampling(0.1, 1);
    RequestSampling large = new RequestSampling(0.3, 0.5);
    for (int i = 0; i < 10_000; i++) {
      String id = "e" + i;
      assertThat(!small.takes(id) || large.takes(id)).isTrue();
      assertThat(!large.takesFeatures(id) || large.takes(id)).isTrue();
    }
  }

  /** Servers of different builds have to agree. */
  @Test
  void theHashStaysWhatItIs() {
    assertThat(RequestSampling.uniform("event-1")).isEqualTo(0.5195475057413793);
    assertThat(RequestSampling.uniform("")).isEqualTo(0.9576734252420561);
  }
}
