package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class LabelJoinTest {
  @Test
  void anExampleIsReadyWhenEventAndLabelWereBothOnKafka() throws Exception {
    LabelJoin join = new LabelJoin(Duration.ofSeconds(10));
    try (var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(join), Example::id, Label::id, Types.STRING)) {
      harness.setup(ExampleSerializer.INSTANCE);
      harness.open();
      Example event = event("a", 1_000, 1_001);
      harness.processElement1(event, 1_000);
      harness.processElement2(new Label("a", 1f, 11_000, 11_005), 11_000);
      harness.processElement1(event("b", 1_000, 90_000), 1_000);
      harness.processElement2(new Label("b", 0f, 900, 950), 900);

      Example first = harness.extractOutputValues().get(0);
      ByteBuffer row = ByteBuffer.wrap(first.row()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(first.label()).isEqualTo(1f);
      assertThat(first.readyTimeMillis()).isEqualTo(11_005);
      assertThat(RowLayout.readyTimeMillis(row, 0)).isEqualTo(11_005);
      assertThat(event.label()).as("the event's own row is left as it was").isNaN();
      assertThat(harness.extractOutputValues().get(1).readyTimeMillis()).isEqualTo(90_000);
    }
  }

  @Test
  void anEventWhoseMarkerIsGoneIsNotLearnedAgainRightAfterARestore() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var before = joinHarness(new LabelJoin(Duration.ofMillis(100)))) {
      before.setup(ExampleSerializer.INSTANCE);
      before.open();
      before.processElement1(event("a", 1_000, 1), 1_000);
      before.processElement2(new Label("a", 1f, 1_010, 2), 1_010);
      assertThat(before.extractOutputValues()).hasSize(1);
      before.processBothWatermarks(new Watermark(1_300));
      checkpoint = before.snapshot(1, 1);
    }
    LabelJoin join = new LabelJoin(Duration.ofMillis(100));
    try (var after = joinHarness(join)) {
      after.setup(ExampleSerializer.INSTANCE);
      after.initializeState(checkpoint);
      after.open();
      after.processElement1(event("a", 1_000, 3), 1_000);
      after.processElement2(new Label("a", 1f, 1_010, 4), 1_010);
      assertThat(after.extractOutputValues()).isEmpty();
      assertThat(join.totals()[2]).as("expired").isEqualTo(1);
    }
  }

  @Test
  void aSetOfLabelsLiesBehindTheSlotsAlsoInFrontOfATail() throws Exception {
    RowLayout layout = new RowLayout(1, 40);
    RowTail tail = RowTail.of(layout);
    byte[] row = new byte[layout.rowBytes()];
    LabelSet set = LabelSet.none(40).with(0).with(39);
    for (RowTail of : Arrays.asList(null, tail)) {
      try (var harness = joinHarness(new LabelJoin(LabelWaits.of(Duration.ofSeconds(10)), of))) {
        harness.setup(ExampleSerializer.INSTANCE);
        harness.open();
        byte[] sent = of == null ? row : of.append(row, "key");
        harness.processElement2(new Label("a", 2f, set, 1_500, 1_500, Position.UNKNOWN), 1_500);
        harness.processElement1(new Example("a", 1, 1_000, 1_000, sent), 1_000);

        Example joined = harness.extractOutputValues().get(0);

        float[] targets = new float[40];
        layout.target(ByteBuffer.wrap(joined.row()).order(ByteOrder.LITTLE_ENDIAN), 0, targets, 0);
        assertThat(LabelSet.ofTargets(targets, 0, 40)).isEqualTo(set);
        assertThat(joined.label()).isEqualTo(2);
        if (of != null) {
          assertThat(of.key(joined.row())).isEqualTo("key");
          assertThat(of.knownMillis(joined.row())).isEqualTo(1_500);
        }
      }
    }
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example>
      joinHarness(LabelJoin join) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(join), Example::id, Label::id, Types.STRING);
  }

  @Test
  void inlineDuplicatesAreDroppedForAWindow() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new InlineDedup(Duration.ofMillis(100))),
            Example::id,
            Types.STRING)) {
      harness.setup(ExampleSerializer.INSTANCE);
      harness.open();
      harness.processElement(event("a", 1_000, 1), 1_000);
      harness.processWatermark(new Watermark(1_099));
      harness.processElement(event("a", 1_000, 2), 1_000);
      harness.processElement(event("b", 1_000, 3), 1_000);
      harness.processWatermark(new Watermark(1_100));
      harness.processElement(event("a", 1_200, 4), 1_200);
      assertThat(harness.extractOutputValues().stream().map(Example::readyTimeMillis))
          .containsExactly(1L, 3L, 4L);
      harness.processWatermark(new Watermark(1_300));
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  static Example event(String id, long time, long onKafka) {
    byte[] bytes = new byte[new RowLayout(1).rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    row.putFloat(RowLayout.LABEL, Float.NaN)
        .putLong(RowLayout.EVENT_TIME, time)
        .putLong(RowLayout.READY_TIME, onKafka);
    return new Example(id, id.hashCode(), time, onKafka, bytes);
  }
}
