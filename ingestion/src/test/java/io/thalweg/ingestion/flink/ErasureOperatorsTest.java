package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.DataSubjects;
import io.thalweg.ingestion.LabelWaits;
import io.thalweg.ingestion.flink.HistoryFill.Pasts;
import io.thalweg.ingestion.flink.HistoryFill.Tails;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithNonKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
final class ErasureOperatorsTest {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              new History(
                  "before", History.Of.FIELD, "x", History.Aggregate.LAST, 1, 1, Scaling.NONE)));
  private static final HistoryPlan PLAN = HistoryPlan.of(SPEC, Part.ALL, Timing.WITH_EXAMPLE);
  private static final RowTail TAIL = RowTail.of(RowLayout.of(SPEC));

  /** Against what an oracle says of each event, with the join restored after half of the steps. */
  @Test
  void aJoinForgetsWhoeverIsErasedBeforeTheLabelComes() throws Exception {
    for (int seed = 1; seed <= 40; seed++) {
      List<Arrival> steps = steps(new Random(seed));
      int half = steps.size() / 2;
      List<String> joined = new ArrayList<>();
      OperatorSubtaskState checkpoint;
      try (var first = join()) {
        first.setup(ExampleSerializer.INSTANCE);
        first.open();
        run(first, steps.subList(0, half), joined);
        checkpoint = first.snapshot(1, 1);
      }
      try (var second = join()) {
        second.setup(ExampleSerializer.INSTANCE);
        second.initializeState(checkpoint);
        second.open();
        run(second, steps.subList(half, steps.size()), joined);
      }
      assertThat(joined).as("seed %d", seed).isEqualTo(oracle(steps)).isNotEmpty();
    }
  }

  private static List<Arrival> steps(Random random) {
    List<Arrival> steps = new ArrayList<>();
    List<String> unlabelled = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      int dice = random.nextInt(10);
      if (dice < 5) {
        String id = "e" + i;
        unlabelled.add(id);
        steps.add(event(id, "s" + random.nextInt(8), random.nextInt(1_000), 0));
      } else if (dice < 9 && !unlabelled.isEmpty()) {
        String id = unlabelled.remove(random.nextInt(unlabelled.size()));
        steps.add(new Label(id, 1f, 500, 500));
      } else {
        long subject = DataSubjects.number("s" + random.nextInt(8));
        steps.add(Erasures.of(subject, random.nextInt(1_000)));
      }
    }
    return steps;
  }

  private static List<String> oracle(List<Arrival> steps) {
    Map<Long, Long> until = new HashMap<>();
    Map<String, Example> waiting = new HashMap<>();
    List<String> joined = new ArrayList<>();
    for (Arrival step : steps) {
      if (step instanceof Example e) {
        if (e.eventTimeMillis() > until.getOrDefault(e.subject(), -1L)) {
          waiting.put(e.id(), e);
        }
      } else if (step instanceof Label label) {
        if (waiting.remove(label.id()) != null) {
          joined.add(label.id());
        }
      } else {
        ((Erasures) step).untilMillis().forEach((s, t) -> until.merge(s, t, Math::max));
        waiting.values().removeIf(e -> e.eventTimeMillis() <= until.getOrDefault(e.subject(), -1L));
      }
    }
    return joined;
  }

  private static void run(
      KeyedBroadcastOperatorTestHarness<String, Arrival, Arrival, Example> join,
      List<Arrival> steps,
      List<String> joined)
      throws Exception {
    for (Arrival step : steps) {
      if (step instanceof Erasures erasures) {
        join.processBroadcastElement(erasures, 0);
      } else {
        join.processElement(step, 0);
      }
    }
    join.extractOutputValues().forEach(e -> joined.add(e.id()));
  }

  private static KeyedBroadcastOperatorTestHarness<String, Arrival, Arrival, Example> join()
      throws Exception {
    return new KeyedBroadcastOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(
            new ErasableLabelJoin(LabelWaits.of(WINDOW), null), List.of(Erased.STATE)),
        MergedLabelJoin::id,
        Types.STRING,
        1,
        1,
        0);
  }

  @Test
  void aHistoryForgetsAnErasedKeyAndNoOther() throws Exception {
    var fill = new ErasableHistoryFill(PLAN, TAIL, Tails.TRIMMED, Pasts.PUBLISHED);
    try (var harness =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(fill, List.of(Erased.STATE)),
            (Example e) -> HistoryFill.key(e, TAIL),
            Types.STRING,
            1,
            1,
            0)) {
      harness.setup(ExampleSerializer.INSTANCE);
      harness.open();
      harness.processElement(event("a", "ann", 10, 4), 0);
      harness.processElement(event("b", "bob", 10, 5), 0);
      harness.processBroadcastElement(Erasures.of(DataSubjects.number("ann"), 20), 0);
      harness.processElement(event("late", "ann", 15, 6), 0);
      harness.processElement(event("c", "ann", 30, 7), 0);
      harness.processElement(event("d", "bob", 30, 8), 0);
      harness.processElement(event("e", "ann", 40, 9), 0);
      Map<String, Float> before = new HashMap<>();
      harness.extractOutputValues().forEach(e -> before.put(e.id(), slot(e)));
      assertThat(before).containsOnlyKeys("a", "b", "c", "d", "e");
      assertThat(before.get("c")).isNaN();
      assertThat(before.get("d")).isEqualTo(5);
      assertThat(before.get("e")).isEqualTo(7);
      List<PastUpdate> told = new ArrayList<>();
      harness.getSideOutput(PastUpdate.TAG).forEach(record -> told.add(record.getValue()));
      PastKey ann = new PastKey(Part.ALL, "ann");
      KeyHistory sinceThen = new KeyHistory(PLAN);
      for (Example e : List.of(event("c", "ann", 30, 7), event("e", "ann", 40, 9))) {
        sinceThen.pass(ByteBuffer.wrap(e.row()).order(ByteOrder.LITTLE_ENDIAN), 0);
      }
      assertThat(told).hasSize(6);
      assertThat(told.get(2)).isEqualTo(PastUpdate.forgotten(ann));
      assertThat(told.get(5)).isEqualTo(new PastUpdate(ann, sinceThen.toBytes()));
    }
  }

  @Test
  void theGateHoldsBackWhatHappenedBeforeARequestAlsoAfterARestart() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var gate = gate()) {
      gate.setup(ExampleSerializer.INSTANCE);
      gate.open();
      gate.processElement1(record(event("a", "ann", 10, 0)));
      gate.processElement2(record(Erasures.of(DataSubjects.number("ann"), 20)));
      gate.processElement2(record(Erasures.of(DataSubjects.number("ann"), 15)));
      gate.processElement1(record(event("b", "ann", 20, 0)));
      assertThat(ids(gate.extractOutputValues())).containsExactly("a");
      checkpoint = gate.snapshot(1, 1);
    }
    try (var gate = gate()) {
      gate.setup(ExampleSerializer.INSTANCE);
      gate.initializeState(checkpoint);
      gate.open();
      gate.processElement1(record(event("c", "ann", 20, 0)));
      gate.processElement1(record(event("d", "ann", 21, 0)));
      gate.processElement1(record(event("e", "bob", 1, 0)));
      gate.processElement1(record(new Example("f", 0, 1, 1, new byte[0])));
      assertThat(ids(gate.extractOutputValues())).containsExactly("d", "e", "f");
    }
  }

  private static TwoInputStreamOperatorTestHarness<Example, Arrival, Example> gate()
      throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new CoBroadcastWithNonKeyedOperator<>(new ErasureGate(), List.of(Erased.STATE)), 1, 1, 0);
  }

  private static <T> StreamRecord<T> record(T t) {
    return new StreamRecord<>(t, 0);
  }

  private static Set<String> ids(List<Example> examples) {
    Set<String> ids = new HashSet<>();
    examples.forEach(e -> ids.add(e.id()));
    return ids;
  }

  /** A pipeline may be quiet after it was restored: its time stands still then. */
  @Test
  void noOtherTimeThanThatOfEventsComesToWhoeverHeedsRequests() throws Exception {
    try (var gate = gate()) {
      gate.setup(ExampleSerializer.INSTANCE);
      gate.open();
      gate.processWatermarkStatus1(WatermarkStatus.IDLE);
      new ErasureStream.AlwaysIdle()
          .onPeriodicEmit(
              new WatermarkOutput() {
                @Override
                public void emitWatermark(
                    org.apache.flink.api.common.eventtime.Watermark watermark) {
                  throw new AssertionError("requests have no time: " + watermark);
                }

                @Override
                public void markIdle() {
                  try {
                    gate.processWatermarkStatus2(WatermarkStatus.IDLE);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }

                @Override
                public void markActive() {
                  throw new AssertionError("requests have no time");
                }
              });
      gate.processElement2(record(Erasures.of(1, 1)));
      gate.processWatermarkStatus1(WatermarkStatus.ACTIVE);
      gate.processWatermark1(new Watermark(20));
      assertThat(gate.getOutput())
          .containsExactly(WatermarkStatus.IDLE, WatermarkStatus.ACTIVE, new Watermark(20));
    }
  }

  @Test
  void requestsAreGatheredForAWhileAndTheLatestOfASubjectCounts() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<Integer, Arrival, Arrival>(
            new KeyedProcessOperator<>(new ErasureGathering(Duration.ofSeconds(5))),
            e -> 0,
            Types.INT)) {
      harness.setup(ArrivalSerializer.INSTANCE);
      harness.open();
      harness.setProcessingTime(1_000);
      harness.processElement(Erasures.of(1, 30), 0);
      harness.setProcessingTime(5_999);
      harness.processElement(Erasures.of(2, 10), 0);
      harness.processElement(Erasures.of(1, 20), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.setProcessingTime(6_000);
      harness.processElement(Erasures.of(3, 1), 0);
      harness.setProcessingTime(11_000);
      harness.processWatermark(new Watermark(7));
      assertThat(harness.extractOutputValues())
          .containsExactly(new Erasures(Map.of(1L, 30L, 2L, 10L)), new Erasures(Map.of(3L, 1L)));
      harness.processElement(Erasures.of(4, -2), 0);
      harness.processWatermark(Watermark.MAX_WATERMARK);
      assertThat(harness.extractOutputValues())
          .as("the end of the input waits for no clock")
          .hasSize(3)
          .contains(Erasures.of(4, -2));
    }
  }

  @Test
  void aRequestIsARecordsKeyAndItsTime() {
    assertThat(request("ann".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Erasures.of(DataSubjects.number("ann"), 77));
    assertThat(((DeadLetter) request(null)).reason())
        .isEqualTo("the record's key names nobody to erase: 0 bytes, want 1 to 1024");
    assertThat(((DeadLetter) request(new byte[1_025])).reason())
        .isEqualTo("the record's key names nobody to erase: 1025 bytes, want 1 to 1024");
    assertThat(((DeadLetter) request(new byte[] {(byte) 0xc3})).reason())
        .isEqualTo("the record's key is not valid UTF-8");
  }

  private static Arrival request(byte @Nullable [] key) {
    List<Arrival> out = new ArrayList<>();
    new ErasureDeserializer(() -> 5)
        .deserialize(
            new ConsumerRecord<>(
                "erase",
                0,
                3,
                77,
                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                0,
                0,
                key,
                new byte[0],
                new org.apache.kafka.common.header.internals.RecordHeaders(),
                java.util.Optional.empty()),
            new Collector<>() {
              @Override
              public void collect(Arrival arrival) {
                out.add(arrival);
              }

              @Override
              public void close() {}
            });
    return out.get(0);
  }

  private static float slot(Example e) {
    return ByteBuffer.wrap(e.row())
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(RowLayout.slotOffset(0, 0));
  }

  private static Example event(String id, String subject, long timeMillis, double x) {
    byte[] bytes = new byte[RowLayout.of(SPEC).rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    new RowEncoder(SPEC).clear(row);
    row.putFloat(RowLayout.slotOffset(0, 0), (float) x);
    return new Example(
        id,
        subject.hashCode(),
        timeMillis,
        timeMillis,
        Position.UNKNOWN,
        Position.UNKNOWN,
        DataSubjects.number(subject),
        false,
        TAIL.append(bytes, subject));
  }
}
