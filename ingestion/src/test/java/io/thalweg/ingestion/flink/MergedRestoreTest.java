package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/**
 * What comes out behind a merge when all is restored somewhere in a stream of which much is late.
 * Late records share the merged time of the newest before them, so that no watermark is between
 * them but the one that a restore brings.
 */
@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class MergedRestoreTest {
  private static final Duration WINDOW = Duration.ofMillis(60);
  private static final int RECORDS = 80;

  @Test
  void aRestoreAnywhereChangesNothingOfWhatIsJoined() throws Exception {
    requireSameWhereverItIsRestored(true, () -> new MergedLabelJoin(WINDOW));
  }

  @Test
  void aRestoreAnywhereChangesNothingOfWhichDuplicatesAreDropped() throws Exception {
    requireSameWhereverItIsRestored(false, () -> new InlineDedup(WINDOW));
  }

  private static <I extends Arrival> void requireSameWhereverItIsRestored(
      boolean labels, Supplier<KeyedProcessFunction<String, I, Example>> function)
      throws Exception {
    for (long seed = 1; seed <= 2; seed++) {
      List<Arrival> read = stream(new SplittableRandom(seed), labels);
      Job<I> undisturbed = new Job<>(labels, function);
      List<Example> expected = undisturbed.run(read, RECORDS);
      assertThat(expected).hasSizeBetween(5, RECORDS - 5);
      for (int at = 1; at < RECORDS; at++) {
        assertThat(new Job<>(labels, function).run(read, at))
            .as("seed %d, restored after %d", seed, at)
            .isEqualTo(expected);
      }
    }
  }

  private static List<Arrival> stream(SplittableRandom random, boolean labels) {
    List<Arrival> read = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      String id = "e" + random.nextInt(12);
      long time = (3L * i + random.nextInt(200)) / 50 * 50; // coarse: both topics come to the same
      Position at = new Position(0, i);
      read.add(
          labels && random.nextBoolean()
              ? new Label(id, 1, time, time, at)
              : new Example(id, 7, time, time, at, Position.UNKNOWN, new byte[64]));
    }
    return read;
  }

  /** A merge and what is behind it. */
  private static final class Job<I extends Arrival> {
    private final InputOrder.Merged order;
    private final Supplier<KeyedProcessFunction<String, I, Example>> function;
    private final List<Example> out = new ArrayList<>();

    Job(boolean labels, Supplier<KeyedProcessFunction<String, I, Example>> function) {
      this.order = new InputOrder.Merged(1, labels ? 1 : 0);
      this.function = function;
    }

    List<Example> run(List<Arrival> read, int restoredAfter) throws Exception {
      OperatorSubtaskState merged;
      OperatorSubtaskState behind;
      try (var merge = merge();
          var keyed = keyed()) {
        merge.open();
        keyed.open();
        pass(read.subList(0, restoredAfter), merge, keyed);
        merged = merge.snapshot(1, 1);
        behind = keyed.snapshot(1, 1);
        out.addAll(keyed.extractOutputValues());
      }
      try (var merge = merge();
          var keyed = keyed()) {
        merge.initializeState(merged);
        keyed.initializeState(behind);
        merge.open();
        keyed.open();
        pass(read.subList(restoredAfter, read.size()), merge, keyed);
        merge.processWatermark(Watermark.MAX_WATERMARK);
        forward(merge, keyed);
        out.addAll(keyed.extractOutputValues());
      }
      return out;
    }

    private void pass(
        List<Arrival> read,
        OneInputStreamOperatorTestHarness<Arrival, Arrival> merge,
        KeyedOneInputStreamOperatorTestHarness<String, I, Example> keyed)
        throws Exception {
      for (Arrival arrival : read) {
        merge.processElement(new StreamRecord<>(arrival));
        forward(merge, keyed);
      }
    }

    @SuppressWarnings("unchecked") // what comes out of a merge is what went in
    private void forward(
        OneInputStreamOperatorTestHarness<Arrival, Arrival> merge,
        KeyedOneInputStreamOperatorTestHarness<String, I, Example> keyed)
        throws Exception {
      for (Object element = merge.getOutput().poll();
          element != null;
          element = merge.getOutput().poll()) {
        if (element instanceof Watermark mark) {
          keyed.processWatermark(mark);
        } else {
          keyed.processElement((StreamRecord<I>) element);
        }
      }
    }

    private OneInputStreamOperatorTestHarness<Arrival, Arrival> merge() throws Exception {
      var harness =
          new OneInputStreamOperatorTestHarness<>(new MergeOperator(order, Duration.ofMillis(10)));
      harness.setup(ArrivalSerializer.INSTANCE);
      return harness;
    }

    private KeyedOneInputStreamOperatorTestHarness<String, I, Example> keyed() throws Exception {
      KeyedOneInputStreamOperatorTestHarness<String, I, Example> harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(function.get()), MergedLabelJoin::id, Types.STRING);
      harness.setup(ExampleSerializer.INSTANCE);
      return harness;
    }
  }
}
