package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundMarksTest {
  @Test
  void aRoundIsAppliedSoManyExamplesAfterItWasFrozenButTheFirstAtOnce() {
    RoundMarks marks = new RoundMarks(3, 10, 4);
    assertThat(upTo40(marks::freezesAt)).containsExactly(3, 13, 23, 33);
    assertThat(upTo40(marks::appliesAt)).containsExactly(3, 17, 27, 37);
    assertThat(upTo40(new RoundMarks(3, 10, 0)::appliesAt)).containsExactly(3, 13, 23, 33);
  }

  private static long[] upTo40(LongPredicate at) {
    return LongStream.rangeClosed(0, 40).filter(at).toArray();
  }

  @Test
  void aRoundThatIsAppliedBehindTheNextFreezeIsRefused() {
    assertThatThrownBy(() -> new RoundMarks(1, 10, 10))
        .hasMessage(
            "marks of rounds: first=1, every=10, applyAfter=10; want 0 <= applyAfter < every");
  }
}
