package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has no curve. */
final class ConsoleStateTest {
  private static final long START = 1_764_312_000_000L;

  private final Console console =
      new Console(
          new ServingRecorder(),
          new VersionTable(List.of()),
          new Releases(),
          () -> Instant.ofEpochMilli(START));

  @BeforeEach
  void live() {
    console.live();
  }

  private ModelState state() {
    return Objects.requireNonNull(console.state("clicks"));
  }

  @Test
  void lettersOfSeveralTopicsComeByWhenTheyWereRefused() {
    console.accept(Said.by("a").learner(0, 1, 0).at(START));
    long[] times = {30, 10, 20, 30, 5};
    for (int i = 0; i < times.length; i++) {
      console.refused("clicks", DeadLetter.of(times[i], "t", 0, i, "too short", null));
    }
    assertThat(state().letters())
        .extracting(DeadLetter::offset)
        .containsExactly(3L, 0L, 2L, 1L, 4L);
  }

  @Test
  void whereNobodyTellsOfProbesThatIsTheReasonForNoPeriods() {
    console.accept(Said.by("a").learner(0, 1, 0).at(START));
    assertThat(state().absent())
        .containsEntry("forgetting", "probes are off, or the head is a regression");
    console.accept(
        Said.by("a").learner(0, 1, 0).of("learner/0", LearnedNames.PROBE_EVALUATIONS, 0).at(START));
    assertThat(state().absent()).containsEntry("forgetting", "no period has been evaluated yet");
  }
}
