package io.thalweg.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.run.HeldReleases.Held;
import java.time.Duration;
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
}
