package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class LogitsJoinTest {
  private static final PredictionsSpec SPEC =
      new PredictionsSpec("t", "m", 2, Duration.ofSeconds(1));
  private static final RowLayout LAYOUT = new RowLayout(1).withLogits(2);

  private static KeyedTwoInputStreamOperatorTestHarness<String, Example, ServedLogits, Example>
      harness() throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new LogitsJoin(SPEC)),
            Example::id,
            ServedLogits::id,
            Types.STRING);
    harness.setup(ExampleSerializer.INSTANCE);
    return harness;
  }

  private static Example example(String id) {
    byte[] row = new byte[new RowLayout(1).rowBytes()];
    row[RowLayout.SLOTS] = 77;
    return new Example(id, 1, 2, 3, row);
  }

  private static ServedLogits answer(String id, float... logits) {
    return new ServedLogits(id, logits);
  }

  private static float[] logits(Example example) {
    float[] out = new float[2];
    LAYOUT.logits(ByteBuffer.wrap(example.row()).order(ByteOrder.LITTLE_ENDIAN), 0, out, 0);
    return out;
  }

  @Test
  void anExampleTakesItsAnswerAlongOnceAndNeverWaits() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(answer("a", 1, 2), 0);
      harness.processElement1(example("b"), 0);
      harness.processElement1(example("a"), 0);
      harness.processElement1(example("a"), 0);
      List<Example> out = harness.extractOutputValues();
      assertThat(out).extracting(Example::id).containsExactly("b", "a", "a");
      assertThat(logits(out.get(0))).containsExactly(Float.NaN, Float.NaN);
      assertThat(logits(out.get(1))).containsExactly(1, 2);
      assertThat(logits(out.get(2))).containsExactly(Float.NaN, Float.NaN);
      assertThat(out.get(1).row()).hasSize(LAYOUT.rowBytes()).startsWith(example("a").row());
    }
  }

  @Test
  void ofSeveralAnswersTheLastCounts() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(answer("a", 1, 2), 0);
      harness.processElement2(answer("a", 3, 4), 0);
      harness.processElement1(example("a"), 0);
      assertThat(logits(harness.extractOutputValues().get(0))).containsExactly(3, 4);
    }
  }

  @Test
  void anAnswerGoesWhenItsWindowIsOverByTheClock() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.setProcessingTime(0);
      harness.processElement2(answer("a", 1, 2), 0);
      harness.processElement2(answer("b", 1, 2), 0);
      harness.setProcessingTime(500);
      harness.processElement2(answer("b", 3, 4), 0);
      harness.setProcessingTime(1_000);
      assertThat(harness.numKeyedStateEntries()).as("b and when it goes").isEqualTo(2);
      harness.processElement1(example("a"), 0);
      harness.processElement1(example("b"), 0);
      assertThat(logits(harness.extractOutputValues().get(0))).containsOnly(Float.NaN);
      assertThat(logits(harness.extractOutputValues().get(1))).containsExactly(3, 4);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }

  @Test
  void anAnswerThatWaitsIsInTheCheckpoint() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var before = harness()) {
      before.open();
      before.processElement2(answer("a", 1, 2), 0);
      checkpoint = before.snapshot(1, 1);
      before.processElement1(example("a"), 0);
    }
    try (var after = harness()) {
      after.initializeState(checkpoint);
      after.open();
      after.processElement1(example("a"), 0);
      after.processElement1(example("a"), 0);
      List<Example> out = after.extractOutputValues();
      assertThat(logits(out.get(0))).containsExactly(1, 2);
      assertThat(logits(out.get(1))).containsOnly(Float.NaN);
    }
  }
}
