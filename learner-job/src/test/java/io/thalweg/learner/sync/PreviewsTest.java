package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Preview;
import io.thalweg.learner.sync.LearnerMessage.Previewed;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions between checkpoints. */
class PreviewsTest extends RoundScenario {
  private static final int EVERY_MILLIS = 20;

  @BeforeEach
  void askForPreviews() {
    RoundConfig config =
        new RoundConfig(
            CONFIG.everyExamples(),
            CONFIG.maxAge(),
            CONFIG.timeout(),
            CONFIG.cutTimeout(),
            CONFIG.transport(),
            Duration.ofMillis(EVERY_MILLIS),
            null);
    protocol = new RoundProtocol(2, config, wanted, new SplittableRandom(1));
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
  }

  private Staged answer() {
    Preview asked = wanted.last(0, Preview.class);
    Staged staged = new Staged(asked.version(), "sha" + asked.version());
    protocol.received(0, new Previewed(asked.version(), staged), now);
    return staged;
  }

  private List<Preview> asked() {
    assertThat(wanted.to(1, Preview.class)).isEmpty();
    return wanted.to(0, Preview.class);
  }

  @Test
  void rankZeroIsAskedForTheCommittedRoundAndItsAnswerIsAnnouncedAtOnce() {
    ticks(EVERY_MILLIS - 1);
    assertThat(asked()).isEmpty();
    ticks(1);
    assertThat(asked()).containsExactly(new Preview(42, null, new Totals(200, 2, 0, 0)));
    assertThat(wanted.previews).isEmpty();
    Staged staged = answer();
    assertThat(wanted.previews).containsExactly(staged);
    assertThat(wanted.announced).isEmpty();
  }

  @Test
  void noneIsAskedForWhileSomebodyElseHoldsReleases() {
    protocol.holdReleases(true);
    ticks(10 * EVERY_MILLIS);
    assertThat(asked()).isEmpty();
    protocol.holdReleases(false);
    ticks(1);
    assertThat(asked()).hasSize(1);
  }

  @Test
  void oneIsNotAskedForAgainBeforeItsAnswerNorWithoutANewRound() {
    ticks(3 * EVERY_MILLIS);
    assertThat(asked()).hasSize(1);
    answer();
    ticks(3 * EVERY_MILLIS);
    assertThat(asked()).as("nothing new").hasSize(1);
    commitRound();
    ticks(3 * EVERY_MILLIS);
    assertThat(asked()).extracting(Preview::version).containsExactly(42L, 43L);
  }

  @Test
  void aPreviewThatCouldNotBeStagedIsNotAnnounced() {
    ticks(EVERY_MILLIS + 1);
    protocol.received(0, new Previewed(42, null), now);
    assertThat(wanted.previews).isEmpty();
    commitRound();
    ticks(EVERY_MILLIS + 1);
    assertThat(asked()).hasSize(2);
  }

  @Test
  void noneComesBetweenAStagedReleaseAndTheLogsWordThatItHoldsIt() {
    protocol.checkpoint(1, now);
    ticks(2 * EVERY_MILLIS);
    assertThat(asked()).as("while the cut is drawn").isEmpty();
    drawCut(1, 42);
    commitRound();
    ticks(2 * EVERY_MILLIS);
    assertThat(asked()).as("while the checkpoint isn't complete").isEmpty();
    protocol.checkpointCompleted(1);
    ticks(2 * EVERY_MILLIS);
    assertThat(asked()).as("while the log may not hold it").isEmpty();
    protocol.releaseAbove(42, "sha42");
    ticks(1);
    assertThat(asked()).extracting(Preview::version).containsExactly(43L);
    assertThat(asked()).extracting(Preview::parentSha256).containsExactly("sha42");
  }

  @Test
  void aReleaseOfWhatAPreviewHasShownGetsANumberOfItsOwn() {
    ticks(EVERY_MILLIS + 1);
    answer();
    protocol.checkpoint(1, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(43);
    assertThat(wanted.last(0, Cut.class).parentSha256()).isNull();
  }

  @Test
  void whatIsUndoneLeavesItsNumberForEverAndItsLateAnswerUnheard() {
    protocol.checkpoint(1, now);
    drawCut(1, 42);
    protocol.checkpointCompleted(1);
    protocol.releaseAbove(42, "sha42");
    commitRound();
    ticks(EVERY_MILLIS + 1);
    assertThat(asked()).extracting(Preview::version).containsExactly(43L);
    loseAllAndRollBackTo(1);
    answer();
    assertThat(wanted.previews).isEmpty();
    protocol.releaseAbove(42, "sha42");
    join(0, 1, "h");
    join(1, 1, "h");
    commitRound();
    ticks(EVERY_MILLIS + 1);
    assertThat(wanted.last(0, Preview.class).version()).isEqualTo(44);
    assertThat(wanted.last(0, Preview.class).parentSha256()).isEqualTo("sha42");
  }

  @Test
  void aNewCoordinatorCountsOnAboveThePreviewsInTheLog() {
    protocol.checkpoint(1, now);
    drawCut(1, 42);
    CoordinationState state = wanted.completed.get(0).state();
    protocol = new RoundProtocol(2, CONFIG, wanted, new SplittableRandom(2));
    protocol.remember(1, state);
    protocol.restore(state);
    protocol.releaseAbove(47, "sha47");
    join(0, 1, "h");
    join(1, 1, "h");
    commitRound();
    protocol.checkpoint(2, now);
    assertThat(wanted.last(0, Cut.class).releaseVersion()).isEqualTo(48);
  }

  @Test
  void noneIsAskedForUnlessTheyAreWanted() {
    protocol = new RoundProtocol(2, CONFIG, wanted, new SplittableRandom(1));
    protocol.releaseAbove(41, "sha41");
    commitFirstRound();
    ticks(1000);
    assertThat(asked()).isEmpty();
  }
}
