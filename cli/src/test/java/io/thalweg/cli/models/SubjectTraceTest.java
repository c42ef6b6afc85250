package io.thalweg.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.models.SubjectTrace.Verdict;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SubjectTraceTest {
  /** Of somebody whose events are at 10 and 20 of partition 1, of which 5 is the first by now. */
  private static final SubjectTrace TRACE =
      new SubjectTrace("events", Map.of(1, new TreeSet<>(List.of(10L, 20L))), Map.of(1, 5L));

  private static Provenance receipt(int partition, long from, long to, long through) {
    return new Provenance(
        1,
        false,
        "kernel",
        Map.of(),
        Map.of(),
        Map.of("events", Map.of(partition, new OffsetRange(from, to))),
        through == 0 ? Map.of() : Map.of("events", Map.of(partition, through)));
  }

  @Test
  void aVersionHasLearnedWhatLiesBelowWhereItIsThrough() {
    assertThat(TRACE.of(receipt(1, 5, 30, 11))).isEqualTo(Verdict.LEARNED);
    assertThat(TRACE.of(receipt(1, 11, 30, 21))).isEqualTo(Verdict.LEARNED);
    assertThat(TRACE.of(receipt(1, 5, 30, 10))).isEqualTo(Verdict.MAYBE);
    assertThat(TRACE.of(receipt(1, 5, 30, 0))).isEqualTo(Verdict.MAYBE);
  }

  @Test
  void whereNegativesWereLeftOutItMayNotHave() {
    Provenance all = receipt(1, 5, 30, 11);
    Provenance sampled =
        new Provenance(
            1, false, "kernel", Map.of(), Map.of(), all.offsets(), all.trainedThrough(), null, 0.1);
    assertThat(TRACE.of(sampled)).isEqualTo(Verdict.MAYBE);
  }

  @Test
  void itHasntWhatLiesOutsideItsOffsets() {
    assertThat(TRACE.of(receipt(1, 5, 10, 10))).isEqualTo(Verdict.NOT);
    assertThat(TRACE.of(receipt(1, 11, 20, 20))).isEqualTo(Verdict.NOT);
    assertThat(TRACE.of(receipt(0, 5, 30, 30))).isEqualTo(Verdict.NOT);
  }

  @Test
  void whatTheTopicHasNoMoreIsNamed() {
    assertThat(TRACE.gone(receipt(1, 5, 30, 0))).isEmpty();
    assertThat(TRACE.gone(receipt(1, 4, 30, 0)))
        .contains(
            "partition 1 of topic 'events' begins at offset 5 by now, and versions have learned from"
                + " 4 on");
  }

  @Test
  void filesThatNobodyLooksThroughAreNamed() {
    Provenance ofFiles =
        new Provenance(
            1,
            false,
            "kernel",
            Map.of(),
            Map.of(),
            Map.of("file:past/a.csv", Map.of(0, new OffsetRange(0, 9))),
            Map.of());
    assertThat(TRACE.gone(ofFiles))
        .contains(
            "versions have learned from files, 'past/a.csv' among them, which aren't looked through");
  }
}
