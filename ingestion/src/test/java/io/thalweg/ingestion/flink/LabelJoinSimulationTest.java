package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Against an oracle that looks at the whole history of arrivals, for every id by itself. */
@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class LabelJoinSimulationTest {
  private static final long WINDOW = 100;

  private record Arrived(Arrival what, long watermarkBefore) {}

  private final List<String> joined = new ArrayList<>();
  private long duplicates;
  private long expired;
  private long orphans;

  @Test
  void joinsWhatTheOracleJoins() throws Exception {
    for (long seed = 1; seed <= 60; seed++) {
      check(seed);
    }
  }

  private void check(long seed) throws Exception {
    List<Arrived> history = history(new Random(seed));
    LabelJoin join = new LabelJoin(Duration.ofMillis(WINDOW));
    List<String> found = new ArrayList<>();
    long[] totals = run(history, found, new Random(seed), join);
    oracle(history);
    String seen = "seed=" + seed;
    assertThat(found).as(seen).containsExactlyInAnyOrderElementsOf(joined);
    assertThat(totals).as(seen).containsExactly(joined.size(), duplicates, expired, orphans);
  }

  /** Events and labels of a few ids, shuffled, doubled, late; a watermark that lags or doesn't. */
  private static List<Arrived> history(Random random) {
    List<Arrival> all = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      long time = random.nextInt(2_000);
      String id = "id-" + random.nextInt(50);
      Example event = LabelJoinTest.event(id, time, time + 1);
      all.add(event);
      if (random.nextInt(4) == 0) {
        all.add(event);
      }
      for (int labels = random.nextInt(3); labels > 0; labels--) {
        all.add(new Label(id, random.nextInt(2), time + random.nextInt(160) - 20, time + 2));
      }
    }
    int disorder = 1 + random.nextInt(300);
    List<Arrival> shuffled = new ArrayList<>();
    all.stream()
        .map(a -> new Object[] {a, timeOf(a) + random.nextInt(disorder)})
        .sorted(Comparator.comparingLong(a -> (long) a[1]))
        .forEach(a -> shuffled.add((Arrival) a[0]));
    List<Arrived> history = new ArrayList<>();
    long bound = random.nextInt(300);
    long watermark = Long.MIN_VALUE;
    for (Arrival a : shuffled) {
      history.add(new Arrived(a, watermark));
      watermark = Math.max(watermark, timeOf(a) - bound);
    }
    return history;
  }

  private static long timeOf(Arrival a) {
    return a instanceof Example e ? e.eventTimeMillis() : ((Label) a).eventTimeMillis();
  }

  /** Stops and restores once in the middle. Returns the totals. */
  private static long[] run(
      List<Arrived> history, List<String> found, Random random, LabelJoin join) throws Exception {
    int stop = random.nextInt(history.size());
    OperatorSubtaskState state;
    try (var harness = harness(join)) {
      harness.open();
      feed(harness, history.subList(0, stop));
      state = harness.snapshot(1, 1);
      collect(harness, found);
    }
    LabelJoin restored = new LabelJoin(Duration.ofMillis(WINDOW));
    try (var harness = harness(restored)) {
      harness.initializeState(state);
      harness.open();
      feed(harness, history.subList(stop, history.size()));
      both(harness, 1_000_000);
      collect(harness, found);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
    return restored.totals();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness(
      LabelJoin join) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(join), Example::id, Label::id, Types.STRING);
    harness.setup(ExampleSerializer.INSTANCE);
    return harness;
  }

  private static void feed(
      KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness,
      List<Arrived> arrivals)
      throws Exception {
    for (Arrived a : arrivals) {
      both(harness, a.watermarkBefore());
      if (a.what() instanceof Example e) {
        harness.processElement1(e, e.eventTimeMillis());
      } else {
        Label label = (Label) a.what();
        harness.processElement2(label, label.eventTimeMillis());
      }
    }
  }

  private static void both(
      KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness,
      long watermark)
      throws Exception {
    if (watermark > Long.MIN_VALUE) {
      harness.processWatermark1(new Watermark(watermark));
      harness.processWatermark2(new Watermark(watermark));
    }
  }

  private static void collect(
      KeyedTwoInputStreamOperatorTestHarness<String, Example, Label, Example> harness,
      List<String> found) {
    for (Example e : harness.extractOutputValues()) {
      found.add(line(e, e.label(), e.readyTimeMillis()));
    }
  }

  private static String line(Example event, float label, long ready) {
    return event.id() + "@" + event.eventTimeMillis() + "=" + label + " ready " + ready;
  }

  private void oracle(List<Arrived> history) {
    joined.clear();
    duplicates = 0;
    expired = 0;
    orphans = 0;
    history.stream()
        .map(a -> id(a.what()))
        .distinct()
        .forEach(id -> oracleOf(history.stream().filter(a -> id(a.what()).equals(id)).toList()));
  }

  /**
   * A waiting thing is gone for arrival j when a watermark that came after it, up to j, reached its
   * due time.
   */
  private void oracleOf(List<Arrived> ofOneId) {
    Example accepted = null;
    Example waiting = null;
    Label label = null;
    int eventAt = 0;
    int labelAt = 0;
    for (int j = 0; j < ofOneId.size(); j++) {
      long watermark = ofOneId.get(j).watermarkBefore();
      if (waiting != null && fired(ofOneId, eventAt, watermark, due(waiting))) {
        expired++;
        waiting = null;
      }
      if (label != null && fired(ofOneId, labelAt, watermark, label.eventTimeMillis() + WINDOW)) {
        orphans++;
        label = null;
      }
      if (accepted != null && fired(ofOneId, eventAt, watermark, due(accepted) + WINDOW)) {
        accepted = null;
      }
      if (ofOneId.get(j).what() instanceof Example e) {
        if (accepted != null) {
          duplicates++;
        } else if (due(e) + WINDOW <= watermark) {
          expired++;
        } else {
          accepted = e;
          eventAt = j;
          if (label != null && label.eventTimeMillis() <= due(e)) {
            joined.add(line(e, label.label(), ready(e, label)));
            label = null;
          } else {
            waiting = e;
          }
        }
      } else {
        Label l = (Label) ofOneId.get(j).what();
        if (waiting != null && l.eventTimeMillis() <= due(waiting)) {
          joined.add(line(waiting, l.label(), ready(waiting, l)));
          waiting = null;
        } else if (accepted != null || label != null) {
          orphans++;
        } else {
          label = l;
          labelAt = j;
        }
      }
    }
    expired += waiting == null ? 0 : 1;
    orphans += label == null ? 0 : 1;
  }

  /** Timers fire when the watermark moves, so only one that is newer than the arrival counts. */
  private static boolean fired(List<Arrived> ofOneId, int since, long watermark, long due) {
    return watermark >= due && watermark > ofOneId.get(since).watermarkBefore();
  }

  private static long due(Example e) {
    return e.eventTimeMillis() + WINDOW;
  }

  private static long ready(Example e, Label l) {
    return Math.max(e.readyTimeMillis(), l.onKafkaMillis());
  }

  private static String id(Arrival a) {
    return a instanceof Example e ? e.id() : ((Label) a).id();
  }
}
