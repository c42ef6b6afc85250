package io.thalweg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class JobRunTest {
  /** As much further at each look. */
  private final AtomicLong counter = new AtomicLong();

  private long look() {
    return counter.getAndAdd(10);
  }

  @Test
  void aStretchBeginsWithTheLastLookBeforeIt() throws Exception {
    assertThat(JobRun.await(this::look, 1, 50).events()).isEqualTo(50);
  }

  @Test
  void whatWasThroughBeforeIsNoneOfIt() throws Exception {
    counter.set(1_000);

    JobRun.Stretch stretch = JobRun.await(this::look, 500, 1_050);

    assertThat(stretch.events()).isEqualTo(50);
    assertThat(stretch.nanos()).isPositive();
  }
}
