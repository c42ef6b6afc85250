package io.thalweg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProbesTest {
  @Test
  void aProbeIsAnsweredByTheFirstThatHasLearnedItsOffset() {
    Probes probes = new Probes();
    probes.begin();
    long sent = System.nanoTime();
    probes.sent(0, 7, sent);
    probes.sent(0, 9, sent);
    probes.sent(1, 3, sent);

    probes.answered("events/0:7,events/1:3", sent + 1_000_000);
    assertThat(probes.ages().count()).isZero();
    assertThat(probes.unanswered()).isEqualTo(3);

    probes.answered("events/0:9", sent + 2_000_000);
    assertThat(probes.ages().count()).isEqualTo(1);
    assertThat(probes.ages().micros(1)).isEqualTo(2_000);

    probes.answered("events/0:10,events/1:4", sent + 5_000_000);
    assertThat(probes.ages().count()).isEqualTo(3);
    assertThat(probes.ages().micros(1)).isEqualTo(5_000);
    assertThat(probes.unanswered()).isZero();
    assertThat(probes.answers()).isEqualTo(3);
  }

  @Test
  void onlyWhatIsSentBetweenCounts() {
    Probes probes = new Probes();
    probes.sent(0, 1, System.nanoTime());
    probes.begin();
    probes.sent(0, 2, System.nanoTime());
    probes.end();
    probes.sent(0, 3, System.nanoTime());

    assertThat(probes.unanswered()).isEqualTo(1);
    probes.answered("events/0:9", System.nanoTime());
    assertThat(probes.ages().count()).isEqualTo(1);
  }
}
