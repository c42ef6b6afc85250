package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import java.time.Instant;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class BackfilledTest {
  private static final long UNTIL = 1_000;
  private static final Seam SEAM = seam(Instant.ofEpochMilli(UNTIL));

  private static Seam seam(@Nullable Instant until) {
    return Seam.of(new BackfillSpec(List.of(new InputFile("a.csv", "/a.csv", Format.CSV)), until));
  }

  private static Example ofFile(long timeMillis) {
    return event("file" + timeMillis, timeMillis, Position.inFile("a.csv", 0));
  }

  private static Example ofTopic(long timeMillis) {
    return event("topic" + timeMillis, timeMillis, new Position(3, 0));
  }

  private static Example event(String id, long timeMillis, Position at) {
    return new Example(id, 1, timeMillis, 0, at, Position.UNKNOWN, new byte[16]);
  }

  @Test
  void eachEventBelongsToOneSideByItsTime() throws Exception {
    ArrivalSplitter<Example> splitter = splitter(SEAM);
    try (var harness = harness(splitter)) {
      harness.open();
      for (long time : new long[] {UNTIL - 1, UNTIL, UNTIL + 1}) {
        harness.processElement(ofFile(time), time);
        harness.processElement(ofTopic(time), time);
      }
      assertThat(harness.extractOutputValues())
          .extracting(Example::id)
          .containsExactly("file999", "topic1000", "topic1001");
      assertThat(splitter.totals()).as("all have come").containsExactly(6, 0, 0);
    }
  }

  @Test
  void withoutASeamBothSidesHaveWhatTheyHave() throws Exception {
    try (var harness = harness(splitter(seam(null)))) {
      harness.open();
      harness.processElement(ofFile(UNTIL), UNTIL);
      harness.processElement(ofTopic(0), 0);
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void countsGoOnAfterARestoreAndRowsOfFilesAreCountedGoodOrBad() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(splitter(SEAM))) {
      harness.open();
      harness.processElement(ofFile(0), 0);
      harness.processElement(ofFile(UNTIL), UNTIL);
      harness.processElement(DeadLetter.ofFile("a.csv", 7, null, "no", 1), 0);
      state = harness.snapshot(1, 1);
    }
    Backfilled counts = new Backfilled(SEAM);
    ArrivalSplitter<Example> restored =
        ArrivalSplitter.ofEvents(Example.class, OnBadRecord.DROP).with(counts);
    try (var harness = harness(restored)) {
      harness.initializeState(state);
      harness.open();
      harness.processElement(ofTopic(0), 0);
      assertThat(counts.totals()).containsExactly(3, 2);
      assertThat(restored.totals()).containsExactly(4, 1, 0);
    }
  }

  @Test
  void theEndOfTheFilesCountsNowhereAndGoesNoFurther() throws Exception {
    ArrivalSplitter<Example> splitter = splitter(SEAM);
    try (var harness = harness(splitter)) {
      harness.open();
      harness.processElement(new FilesEnd(), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(splitter.totals()).containsExactly(0, 0, 0);
    }
  }

  @Test
  void aBadRowThatIsToEndTheJobSaysInWhichFileAndLine() throws Exception {
    ArrivalSplitter<Example> splitter = ArrivalSplitter.ofEvents(Example.class, OnBadRecord.FAIL);
    try (var harness = harness(splitter)) {
      harness.open();
      DeadLetter letter = DeadLetter.ofFile("past/a.csv", 7, null, "id: is missing", 1);
      assertThatThrownBy(() -> harness.processElement(letter, 0))
          .rootCause()
          .hasMessage(
              "bad record at past/a.csv:7: id: is missing; on-bad-record is fail: write drop or"
                  + " dead-letter to go on past it");
    }
  }

  private static ArrivalSplitter<Example> splitter(Seam seam) {
    return ArrivalSplitter.ofEvents(Example.class, OnBadRecord.DEAD_LETTER)
        .with(new Backfilled(seam));
  }

  private static OneInputStreamOperatorTestHarness<Arrival, Example> harness(
      ArrivalSplitter<Example> splitter) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(splitter), ArrivalSerializer.INSTANCE);
    harness.setup(ExampleSerializer.INSTANCE);
    return harness;
  }
}
