package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelWaits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
final class ProvisionalLabelsTest {
  private static final long WINDOW = 1_000;
  private static final long AFTER = 100;
  private static final LabelWaits WAITS =
      new LabelWaits(Duration.ofMillis(WINDOW), Duration.ofMillis(AFTER));

  private record Told(String id, float label) {}

  @Test
  void aLateLabelComesAsASecondExampleAndAConfirmedOneAsNone() throws Exception {
    LabelJoin join = new LabelJoin(WAITS, null);
    try (var harness = harness(join)) {
      harness.open();
      for (String id : List.of("soon", "late", "confirmed", "never")) {
        harness.processElement1(LabelJoinTest.event(id, 1_000, 5_000), 0);
      }
      harness.processElement2(new Label("soon", 1f, 1_050, 5_050), 0);
      harness.processBothWatermarks(new Watermark(1_099));
      assertThat(told(harness)).containsExactly(new Told("soon", 1));
      harness.processBothWatermarks(new Watermark(1_100));
      harness.processElement2(new Label("late", 1f, 1_500, 5_500), 0);
      harness.processElement2(new Label("late", 1f, 1_500, 5_500), 0);
      harness.processElement2(new Label("confirmed", 0f, 1_600, 5_600), 0);
      harness.processBothWatermarks(new Watermark(2_000));
      harness.processElement2(new Label("never", 1f, 2_000, 6_000), 0);
      assertThat(told(harness))
          .containsExactlyInAnyOrder(
              new Told("soon", 1),
              new Told("late", 0),
              new Told("confirmed", 0),
              new Told("never", 0),
              new Told("late", 1));
      List<Example> late =
          harness.extractOutputValues().stream().filter(e -> e.id().equals("late")).toList();
      assertThat(late.get(0).readyTimeMillis()).isEqualTo(5_000 + AFTER);
      assertThat(late.get(0).labelPosition()).isEqualTo(Position.UNKNOWN);
      assertThat(late.get(1).readyTimeMillis()).isEqualTo(5_500);
      assertThat(join.totals())
          .as("joined, duplicates, expired, orphans")
          .containsExactly(2, 0, 0, 2);
      harness.processBothWatermarks(new Watermark(1_000_000));
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void theEndOfTimeMakesNoNegatives() throws Exception {
    LabelJoin join = new LabelJoin(WAITS, null);
    try (var harness = harness(join)) {
      harness.open();
      harness.processElement1(LabelJoinTest.event("waits", 1_000, 5_000), 0);
      harness.processBothWatermarks(Watermark.MAX_WATERMARK);
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(join.totals()).as("expired").containsExactly(0, 0, 1, 0);
    }
  }

  @Test
  void whatIsRevisedSaysSo() throws Exception {
    try (var harness = harness(new LabelJoin(WAITS, null))) {
      harness.open();
      harness.processElement1(LabelJoinTest.event("late", 1_000, 5_000), 0);
      harness.processElement1(LabelJoinTest.event("soon", 1_000, 5_000), 0);
      harness.processElement2(new Label("soon", 1f, 1_050, 5_050), 0);
      harness.processBothWatermarks(new Watermark(1_100));
      harness.processElement2(new Label("late", 1f, 1_500, 5_500), 0);
      assertThat(harness.extractOutputValues().stream().map(Example::revised).toList())
          .containsExactly(false, false, true);
    }
  }

  /** Events and labels in no order but never late, restored once, beside what an oracle says. */
  @Test
  void whatIsLearnedIsWhatTheWatermarksSay() throws Exception {
    for (int seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      List<Arrival> arrivals = arrivals(random);
      List<Told> told = new ArrayList<>();
      int half = random.nextInt(arrivals.size());
      OperatorSubtaskState checkpoint;
      try (var before = harness(new LabelJoin(WAITS, null))) {
        before.open();
        feed(before, arrivals.subList(0, half), 0);
        checkpoint = before.snapshot(1, 1);
        told.addAll(told(before));
      }
      try (var after = harness(new LabelJoin(WAITS, null))) {
        after.initializeState(checkpoint);
        after.open();
        feed(after, arrivals.subList(half, arrivals.size()), watermark(arrivals, half));
        after.processBothWatermarks(new Watermark(1_000_000));
        told.addAll(told(after));
        assertThat(after.numKeyedStateEntries()).isZero();
      }
      assertThat(told)
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(oracle(arrivals))
          .contains(new Told("e0", 0));
    }
  }

  private static final int DISORDER = 50;

  private static List<Arrival> arrivals(Random random) {
    Map<Arrival, Integer> order = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      int time = random.nextInt(3_000);
      String id = "e" + i;
      order.put(LabelJoinTest.event(id, time, time), time + random.nextInt(DISORDER));
      if (i > 0 && random.nextInt(3) > 0) {
        int known = time + random.nextInt(400);
        order.put(new Label(id, random.nextInt(2), known, known), known + random.nextInt(DISORDER));
      }
    }
    return order.entrySet().stream()
        .sorted(Comparator.comparingInt(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static long timeOf(Arrival a) {
    return a instanceof Example e ? e.eventTimeMillis() : ((Label) a).eventTimeMillis();
  }

  /** The watermark before an arrival. */
  private static long watermark(List<Arrival> arrivals, int at) {
    return arrivals.subList(0, at).stream()
            .mapToLong(ProvisionalLabelsTest::timeOf)
            .max()
            .orElse(DISORDER)
        - DISORDER;
  }

  private static List<Told> oracle(List<Arrival> arrivals) {
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); i++) {
      if (arrivals.get(i) instanceof Example event) {
        int at = arrivals.size();
        float label = Float.NaN;
        for (int j = 0; j < arrivals.size(); j++) {
          if (arrivals.get(j) instanceof Label l && l.id().equals(event.id())) {
            at = j;
            label = l.label();
          }
        }
        boolean first = at > i && watermark(arrivals, at) >= event.eventTimeMillis() + AFTER;
        if (first || Float.isNaN(label)) {
          told.add(new Told(event.id(), 0));
        }
        if (!Float.isNaN(label) && (!first || label == 1)) {
          told.add(new Told(event.id(), label));
        }
      }
    }
    return told;
  }

  private static void feed(
      KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness,
      List<Arrival> arrivals,
      long from)
      throws Exception {
    long watermark = from;
    for (Arrival a : arrivals) {
      harness.processBothWatermarks(new Watermark(watermark));
      if (a instanceof Example event) {
        harness.processElement1(event, event.eventTimeMillis());
      } else {
        harness.processElement2((Label) a, timeOf(a));
      }
      watermark = Math.max(watermark, timeOf(a) - DISORDER);
    }
  }

  private static List<Told> told(
      KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness) {
    return harness.extractOutputValues().stream().map(e -> new Told(e.id(), e.label())).toList();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness(
      LabelJoin join) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(join), Example::id, Label::id, Types.STRING);
    harness.setup(ExampleSerializer.INSTANCE);
    return harness;
  }
}
