package io.thalweg.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.run.DriftLog;
import io.thalweg.cli.run.HeldReleases.Held;
import io.thalweg.learner.release.BadRecordsSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunSummaryTest {
  @Test
  void saysHowOftenReleasesWereHeldAndHowLong() {
    assertThat(RunSummary.held(new Held(0, Duration.ZERO, false))).isEmpty();
    assertThat(RunSummary.held(new Held(1, Duration.ofMillis(2500), false)))
        .isEqualTo(
            "releases held back once, 2.5s in all, while a drift lasted" + System.lineSeparator());
    assertThat(RunSummary.held(new Held(3, Duration.ofSeconds(9), true)))
        .startsWith("releases held back 3 times, 9.0s in all, while a drift lasted, up to the end");
  }

  @Test
  void saysWhatToDoAboutBadRecordsThatStillHoldReleases() {
    BadRecordsSpec spec = new BadRecordsSpec(0.025, 100, 10);
    assertThat(RunSummary.heldForBadRecords(new Held(0, Duration.ZERO, false), spec)).isEmpty();
    assertThat(RunSummary.heldForBadRecords(new Held(1, Duration.ofMillis(2500), false), spec))
        .isEqualTo(
            "releases held back once, 2.5s in all, while more than 2.5% of the newest records were"
                + " bad"
                + System.lineSeparator());
    assertThat(RunSummary.heldForBadRecords(new Held(2, Duration.ofSeconds(9), true), spec))
        .endsWith(
            " bad, up to the end: mend what sends them, or raise bad-records.hold-above"
                + System.lineSeparator());
  }

  @Test
  void driftsAreGroupedByTheDetectorThatHasTold() {
    assertThat(
            RunSummary.drifts(
                List.of(
                    new DriftLog.Entry(40_100, "adwin on error"),
                    new DriftLog.Entry(41_000, "page-hinkley on loss"),
                    new DriftLog.Entry(42_000, "adwin on error"))))
        .isEqualTo(
            """
            drift seen by adwin on error 2 times, at events 40,100, 42,000
            drift seen by page-hinkley on loss at event 41,000
            """);
    assertThat(RunSummary.drifts(List.of())).isEmpty();
  }
}
