package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.ingestion.flink.HistoryFill.Pasts;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class HistoryFillTest {
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              new History(
                  "mean", History.Of.FIELD, "x", History.Aggregate.MEAN, 3, 1, Scaling.NONE),
              new History(
                  "before", History.Of.LABEL, "", History.Aggregate.LAST, 1, 1, Scaling.NONE)));
  private static final RowTail TAIL = RowTail.of(RowLayout.of(SPEC));
  private static final HistoryPlan PLAN = HistoryPlan.of(SPEC, Part.ALL, Timing.WITH_EXAMPLE);
  private static final int EVENTS = 40;

  @Test
  void eachKeyHasItsOwnPastWhereverTheTaskIsRestored() throws Exception {
    List<Example> events = events(5);
    List<Example> expected = expected(events);
    for (int at = 1; at < EVENTS; at++) {
      List<Example> out = new ArrayList<>();
      OperatorSubtaskState checkpoint;
      try (var before = harness()) {
        before.setup(ExampleSerializer.INSTANCE);
        before.open();
        pass(before, events.subList(0, at), out);
        checkpoint = before.snapshot(1, 1);
        pass(before, events.subList(at, EVENTS), new ArrayList<>());
      }
      try (var after = harness()) {
        after.setup(ExampleSerializer.INSTANCE);
        after.initializeState(checkpoint);
        after.open();
        pass(after, events.subList(at, EVENTS), out);
      }
      assertThat(out).as("restored after %d", at).isEqualTo(expected);
    }
  }

  @Test
  void aJoinedRowSaysWhenItsLabelWasKnown() throws Exception {
    LabelJoin join = new LabelJoin(LabelWaits.of(Duration.ofSeconds(10)), TAIL);
    try (var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(join), Example::id, Label::id, Types.STRING)) {
      harness.setup(ExampleSerializer.INSTANCE);
      harness.open();
      harness.processElement1(event("a", "k", 1, Float.NaN, 1_000), 1_000);
      harness.processElement2(new Label("a", 1f, 2_345, 9_999), 2_345);
      Example joined = harness.extractOutputValues().get(0);
      assertThat(TAIL.knownMillis(joined.row())).isEqualTo(2_345);
      assertThat(TAIL.key(joined.row())).isEqualTo("k");
      assertThat(joined.label()).isEqualTo(1f);
    }
  }

  @Test
  void labelsPassAndTailsStayWhereSomebodyNeedsThem() throws Exception {
    HistoryPlan fields = HistoryPlan.of(SPEC, Part.FIELDS, Timing.WHEN_KNOWN);
    var fill =
        new HistoryFill<>(Arrival.class, fields, TAIL, HistoryFill.Tails.KEPT, Pasts.KEPT_HERE);
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(fill), a -> HistoryFill.key(a, TAIL), Types.STRING)) {
      harness.setup(ArrivalSerializer.INSTANCE);
      harness.open();
      Label label = new Label("a", 1f, 5, 6, Position.UNKNOWN);
      harness.processElement(event("a", "k", 4, Float.NaN, 1), 1);
      harness.processElement(label, 2);
      harness.processElement(event("b", "k", 8, Float.NaN, 3), 3);
      List<Arrival> out = harness.extractOutputValues();
      assertThat(out.get(1)).isEqualTo(label);
      byte[] row = ((Example) out.get(2)).row();
      assertThat(TAIL.key(row)).isEqualTo("k");
      assertThat(little(row).getFloat(RowLayout.slotOffset(0, 0))).isEqualTo(4);
    }
  }

  @Test
  void whatIsToldOfAKeySaysWhatItsNextRowGetsAndWhereItReachesTo() throws Exception {
    var fill =
        new HistoryFill<>(Example.class, PLAN, TAIL, HistoryFill.Tails.TRIMMED, Pasts.PUBLISHED);
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(fill), e -> HistoryFill.key(e, TAIL), Types.STRING)) {
      harness.setup(ExampleSerializer.INSTANCE);
      harness.open();
      Map<String, PastUpdate> newest = new HashMap<>();
      int told = 0;
      for (Example e : events(8)) {
        String key = TAIL.key(e.row());
        byte[] asked = TAIL.trim(e.row());
        PastUpdate before = newest.get(key);
        KeyHistory past =
            before == null ? new KeyHistory(PLAN) : KeyHistory.read(PLAN, before.past());
        past.fill(little(asked));
        harness.processElement(e.at(new Position(1, told)), e.eventTimeMillis());
        assertThat(harness.extractOutputValues().get(told).row()).isEqualTo(asked);
        PastUpdate update =
            List.copyOf(harness.getSideOutput(PastUpdate.TAG)).get(told++).getValue();
        assertThat(update.key()).isEqualTo(new PastKey(Part.ALL, key));
        assertThat(KeyHistory.read(PLAN, update.past()).reach()).isEqualTo(Map.of(1, told - 1L));
        newest.put(key, update);
      }
      assertThat(newest).hasSize(3);
    }
  }

  @Test
  void filesAreNotAmongWhereAPastReachesToAndTakeNoRoomInIt() throws Exception {
    var fill =
        new HistoryFill<>(Example.class, PLAN, TAIL, HistoryFill.Tails.TRIMMED, Pasts.PUBLISHED);
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(fill), e -> HistoryFill.key(e, TAIL), Types.STRING)) {
      harness.setup(ExampleSerializer.INSTANCE);
      harness.open();
      for (int i = 0; i < 20; i++) {
        Example e = event("f" + i, "k", i, 1, i);
        harness.processElement(e.at(Position.inFile("day-%d.parquet".formatted(i), 7)), i);
      }
      harness.processElement(event("t", "k", 20, 1, 20).at(new Position(3, 40)), 20);
      List<KeyHistory> pasts = new ArrayList<>();
      for (var update : harness.getSideOutput(PastUpdate.TAG)) {
        pasts.add(KeyHistory.read(PLAN, update.getValue().past()));
      }
      assertThat(pasts.get(19).reach()).isEmpty();
      assertThat(pasts.get(20).reach()).isEqualTo(Map.of(3, 40L));
      ByteBuffer next = little(TAIL.trim(event("n", "k", 0, 0, 21).row()));
      pasts.get(19).fill(next);
      assertThat(next.getFloat(RowLayout.slotOffset(0, 0))).isEqualTo(18); // of 17, 18 and 19
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Example, Example> harness()
      throws Exception {
    var fill =
        new HistoryFill<>(Example.class, PLAN, TAIL, HistoryFill.Tails.TRIMMED, Pasts.KEPT_HERE);
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(fill), e -> HistoryFill.key(e, TAIL), Types.STRING);
  }

  private static void pass(
      KeyedOneInputStreamOperatorTestHarness<String, Example, Example> harness,
      List<Example> events,
      List<Example> out)
      throws Exception {
    int had = harness.extractOutputValues().size();
    for (Example e : events) {
      harness.processElement(e, e.eventTimeMillis());
    }
    List<Example> all = harness.extractOutputValues();
    out.addAll(all.subList(had, all.size()));
  }

  private static List<Example> events(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(
          event("e" + i, "k" + random.nextInt(3), random.nextInt(9), random.nextInt(2), 10L * i));
    }
    return events;
  }

  private static List<Example> expected(List<Example> events) {
    Map<String, KeyHistory> pasts = new HashMap<>();
    List<Example> out = new ArrayList<>();
    for (Example e : events) {
      byte[] row = TAIL.trim(e.row());
      pasts.computeIfAbsent(TAIL.key(e.row()), k -> new KeyHistory(PLAN)).pass(little(row), 0);
      out.add(e.withRow(row));
    }
    return out;
  }

  private static Example event(String id, String key, float x, float label, long time) {
    byte[] bytes = new byte[RowLayout.of(SPEC).rowBytes()];
    ByteBuffer row = little(bytes);
    new RowEncoder(SPEC).clear(row);
    row.putFloat(RowLayout.LABEL, label).putLong(RowLayout.EVENT_TIME, time);
    row.putFloat(RowLayout.slotOffset(0, 0), x);
    return new Example(id, key.hashCode(), time, time, TAIL.append(bytes, key));
  }

  private static ByteBuffer little(byte[] row) {
    return ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
  }
}
