package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class MergeOperatorTest {
  private static final InputOrder.Merged ONE_AND_ONE = new InputOrder.Merged(1, 1);

  @Test
  void watermarksFollowTheRecordsAndNoClock() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(new StreamRecord<>(event("a", 0, 100)));
      harness.processWatermark(1_000_000);
      harness.processWatermarkStatus(WatermarkStatus.IDLE);
      assertThat(harness.getOutput()).isEmpty();
      harness.processElement(new StreamRecord<>(label("a", 0, 120)));
      assertThat(harness.getOutput())
          .containsExactly(new Watermark(89), new StreamRecord<>(event("a", 0, 100), 100));
      harness.processWatermark(Watermark.MAX_WATERMARK);
      assertThat(harness.getOutput())
          .endsWith(
              new Watermark(109),
              new StreamRecord<>(label("a", 0, 120), 120),
              Watermark.MAX_WATERMARK);
    }
  }

  @Test
  void whatWaitsIsLetGoAtTheEndAlsoWhereTheEndOfTimeDoesNotCome() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(new StreamRecord<>(event("a", 0, 100)));
      harness.processWatermarkStatus(WatermarkStatus.IDLE);
      harness.getOneInputOperator().finish();
      assertThat(harness.getOutput())
          .containsExactly(
              new Watermark(89),
              new StreamRecord<>(event("a", 0, 100), 100),
              Watermark.MAX_WATERMARK);
    }
  }

  @Test
  void whatWaitsAndHowFarAPartitionWasAreInTheCheckpoint() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var before = harness()) {
      before.open();
      before.processElement(new StreamRecord<>(event("a", 0, 100)));
      before.processElement(new StreamRecord<>(event("b", 1, 200)));
      checkpoint = before.snapshot(1, 1);
    }
    try (var after = harness()) {
      after.initializeState(checkpoint);
      after.open();
      after.processElement(new StreamRecord<>(label("a", 0, 150)));
      after.processElement(new StreamRecord<>(event("c", 2, 130)));
      after.processElement(new StreamRecord<>(label("b", 1, 300)));
      assertThat(values(after))
          .containsExactly(
              event("a", 0, 100), label("a", 0, 150), event("b", 1, 200), event("c", 2, 130));
    }
  }

  /** The order in which the two topics are read decides nothing of what becomes of an event. */
  @Test
  void theJoinOfMergedInputsIsTheSameHoweverTheyWereRead() throws Exception {
    List<Arrival> events = new ArrayList<>();
    List<Arrival> labels = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(event("e" + i % 25, i, 100 + 10 * i));
      labels.add(label("e" + (i * 7) % 30, i, 90 + 11 * i));
    }
    List<List<Arrival>> outcomes = new ArrayList<>();
    for (int ahead : new int[] {0, 1, 7, 40}) {
      List<Arrival> read = new ArrayList<>(labels.subList(0, ahead));
      for (int i = 0; i < 40; i++) {
        read.add(events.get(i));
        if (i + ahead < 40) {
          read.add(labels.get(i + ahead));
        }
      }
      outcomes.add(joined(read));
    }
    assertThat(outcomes.get(0)).hasSizeGreaterThan(5);
    assertThat(outcomes).allMatch(outcomes.get(0)::equals);
  }

  private static List<Arrival> joined(List<Arrival> read) throws Exception {
    List<Arrival> joined = new ArrayList<>();
    try (var merge = harness();
        var join =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new MergedLabelJoin(Duration.ofMillis(60))),
                MergedLabelJoin::id,
                Types.STRING)) {
      merge.open();
      join.setup(ExampleSerializer.INSTANCE);
      join.open();
      for (Arrival arrival : read) {
        merge.processElement(new StreamRecord<>(arrival));
      }
      merge.processWatermark(Watermark.MAX_WATERMARK);
      for (Object element : merge.getOutput()) {
        if (element instanceof Watermark mark) {
          join.processWatermark(mark);
        } else {
          join.processElement(new StreamRecord<>((Arrival) valueOf(element)));
        }
      }
      joined.addAll(join.extractOutputValues());
    }
    return joined;
  }

  private static List<Object> values(OneInputStreamOperatorTestHarness<?, ?> harness) {
    return harness.getOutput().stream()
        .filter(StreamRecord.class::isInstance)
        .map(MergeOperatorTest::valueOf)
        .toList();
  }

  private static Object valueOf(Object element) {
    return ((StreamRecord<?>) element).getValue();
  }

  private static OneInputStreamOperatorTestHarness<Arrival, Arrival> harness() throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new MergeOperator(ONE_AND_ONE, Duration.ofMillis(10)));
    harness.setup(ArrivalSerializer.INSTANCE);
    return harness;
  }

  private static Example event(String id, long offset, long time) {
    return new Example(id, 7, time, time, new Position(0, offset), Position.UNKNOWN, new byte[64]);
  }

  private static Label label(String id, long offset, long time) {
    return new Label(id, 1, time, time, new Position(0, offset));
  }
}
