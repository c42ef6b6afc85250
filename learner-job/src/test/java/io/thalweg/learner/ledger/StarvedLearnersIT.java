package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.ledger.LedgerSettings.Alignment;
import io.thalweg.learner.sync.RoundConfig.Transport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One learner gets every event, the others none. */
@Timeout(120)
final class StarvedLearnersIT {
  private static final int EVENTS = 2_400;
  private static final int LEARNERS = 3;

  @TempDir private Path directory;

  @Test
  void roundsGoOnAndTheBaseOfTheStarvedFollows() throws Exception {
    LedgerSettings settings =
        LedgerSettings.of(LEARNERS, Alignment.UNALIGNED, Transport.TCP).withOneKey();
    try (LedgerCluster cluster = LedgerCluster.start(LEARNERS, directory);
        LedgerRun run = cluster.submit("starved", EVENTS, settings)) {
      run.awaitCheckpoints(3);
      run.experiment().mishaps().failAt(List.of(Place.STEP));
      SavedLedger ledger = run.finish();

      ledger.assertExact("starved"); // which holds that all bases are the same
      assertThat(ledger.idle()).isEqualTo(LEARNERS - 1);
      assertThat(run.experiment().released()).hasSizeGreaterThan(4);
      assertThat(ledger.round()).isGreaterThan(8);
      assertThat(ledger.round())
          .as("each release has rounds of its own")
          .isGreaterThanOrEqualTo(run.experiment().released().size());
    }
  }
}
