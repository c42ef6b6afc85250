package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.drift.ReactionSpec;
import io.thalweg.learner.drift.ReactionSpec.Releases;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HeldReleasesTest {
  private static HeldReleases.Held afterTwoDrifts(Releases releases) {
    ReactionSpec none = ReactionSpec.NONE;
    HeldReleases held =
        new HeldReleases(
            new ReactionSpec(
                none.replay(),
                none.learningRate(),
                none.schedule(),
                none.keepExamples(),
                none.roundsFactor(),
                releases,
                none.recovery()));
    long[] drifting = {0, 1, 2, 0, 0, 1};
    for (int second = 0; second < drifting.length; second++) {
      held.add(drifting[second], Duration.ofSeconds(second));
    }
    return held.sum();
  }

  @Test
  void countsDriftsAndTheTimeFromEachToItsEnd() {
    assertThat(afterTwoDrifts(Releases.HOLD))
        .isEqualTo(new HeldReleases.Held(2, Duration.ofSeconds(2), true));
  }

  @Test
  void nothingIsHeldWhereReleasesGoOn() {
    assertThat(afterTwoDrifts(Releases.GO_ON)).isEqualTo(HeldReleases.Held.NEVER);
  }
}
