package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class ArrivalSplitterTest {
  private static final DeadLetter LETTER =
      new DeadLetter("events", 3, 99, null, new byte[] {1}, "id: is missing", 1234);

  @Test
  void totalsGoOnAfterARestoreAndARescale() throws Exception {
    OperatorSubtaskState first = countedBy(null, 5, 2);
    OperatorSubtaskState second = countedBy(null, 3, 1);
    OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(first, second);

    ArrivalSplitter<Label> restored =
        ArrivalSplitter.ofLabels(Label.class, OnBadRecord.DEAD_LETTER);
    try (var harness = harness(restored)) {
      harness.initializeState(both);
      harness.open();
      harness.processElement(LETTER, 0);
      assertThat(restored.totals()).containsExactly(12, 4, 0);
      assertThat(harness.getSideOutput(ArrivalSplitter.DEAD_LETTERS)).hasSize(1);
    }
  }

  @Test
  void whatIsDroppedIsCountedAndGoesNowhere() throws Exception {
    OperatorSubtaskState before = countedBy(null, 2, 3);
    ArrivalSplitter<Label> splitter = ArrivalSplitter.ofLabels(Label.class, OnBadRecord.DROP);
    try (var harness = harness(splitter)) {
      harness.initializeState(before);
      harness.open();
      harness.processElement(LETTER, 0);
      harness.processElement(new Label("id", 0, 1, 1), 1);
      assertThat(splitter.totals()).containsExactly(7, 3, 1);
      assertThat(harness.getSideOutput(ArrivalSplitter.DEAD_LETTERS)).isNull();
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  @Test
  void everyRecordIsInOneTallyABadOneAtOnce() throws Exception {
    ArrivalSplitter<Label> splitter = ArrivalSplitter.ofLabels(Label.class, OnBadRecord.DROP);
    try (var harness = harness(splitter)) {
      harness.open();
      for (int i = 0; i < 230; i++) {
        harness.processElement(new Label("id", 0, i, i), i);
      }
      harness.processElement(LETTER, 231);
      harness.processElement(LETTER, 232);
      assertThat(harness.getSideOutput(ArrivalSplitter.TALLIES))
          .extracting(record -> record.getValue())
          .containsExactly(
              new Tally(true, 100, 0),
              new Tally(true, 100, 0),
              new Tally(true, 31, 1),
              new Tally(true, 1, 1));
    }
  }

  @Test
  void aBadRecordThatIsToEndTheJobSaysWhereItIsAndIsNotTriedAgain() throws Exception {
    ArrivalSplitter<Label> splitter = ArrivalSplitter.ofEvents(Label.class, OnBadRecord.FAIL);
    try (var harness = harness(splitter)) {
      harness.open();
      harness.processElement(new Label("id", 0, 1, 1), 1);
      assertThatThrownBy(() -> harness.processElement(LETTER, 2))
          .isInstanceOf(SuppressRestartsException.class)
          .rootCause()
          .hasMessage(
              "bad record on topic 'events', partition 3, offset 99: id: is missing;"
                  + " on-bad-record is fail: write drop or dead-letter to go on past it");
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  private static OperatorSubtaskState countedBy(OperatorSubtaskState from, int good, int bad)
      throws Exception {
    try (var harness = harness(ArrivalSplitter.ofLabels(Label.class, OnBadRecord.DEAD_LETTER))) {
      harness.initializeState(from == null ? OperatorSubtaskState.builder().build() : from);
      harness.open();
      for (int i = 0; i < good; i++) {
        harness.processElement(new Label("id", 0, i, i), i);
      }
      for (int i = 0; i < bad; i++) {
        harness.processElement(LETTER, i);
      }
      assertThat(harness.extractOutputValues()).hasSize(good);
      return harness.snapshot(1, 1);
    }
  }

  private static OneInputStreamOperatorTestHarness<Arrival, Label> harness(
      ArrivalSplitter<Label> splitter) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(splitter), ArrivalSerializer.INSTANCE);
    harness.setup(LabelSerializer.INSTANCE);
    return harness;
  }

  @Test
  void aDeadLetterKeepsItsBytesAndSaysWhereAndWhy() {
    ProducerRecord<byte[], byte[]> record =
        new DeadLetterSink.Serializer("dead").serialize(LETTER, null, 0L);

    assertThat(record.topic()).isEqualTo("dead");
    assertThat(record.key()).isNull();
    assertThat(record.value()).containsExactly(1);
    assertThat(header(record, DeadLetterHeaders.TOPIC)).isEqualTo("events");
    assertThat(header(record, DeadLetterHeaders.PARTITION)).isEqualTo("3");
    assertThat(header(record, DeadLetterHeaders.OFFSET)).isEqualTo("99");
    assertThat(header(record, DeadLetterHeaders.REASON)).isEqualTo("id: is missing");
    assertThat(header(record, DeadLetterHeaders.REFUSED_AT)).isEqualTo("1234");
  }

  @Test
  void aLetterKeepsTheHeadersThatNameItsSchema() {
    byte[] header = {0, 0, 0, 0, 9};
    DeadLetter letter =
        new DeadLetter("events", 3, 99, null, null, "no", 1, Map.of("__value_schema_id", header));
    ProducerRecord<byte[], byte[]> record =
        new DeadLetterSink.Serializer("dead").serialize(letter, null, 0L);
    assertThat(record.headers().lastHeader("__value_schema_id").value()).isEqualTo(header);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
