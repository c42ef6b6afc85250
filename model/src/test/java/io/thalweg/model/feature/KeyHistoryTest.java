package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
  private static final int ROWS = 60;
  private static final FeatureSpec SPEC = everyKind();
  private static final HistoryPlan ALL = HistoryPlan.of(SPEC, Part.ALL, Timing.WITH_EXAMPLE);

  /** A row as it comes: two fields, of which some values are missing, a label, times. */
  private record Event(float a, float b, float label, long time, long known) {}

  private static FeatureSpec everyKind() {
    List<Feature> features = new ArrayList<>();
    features.add(new Feature.Numeric("now", "a", Transform.NONE, Scaling.NONE, -1e9, 1e9));
    for (Aggregate aggregate : EnumSet.range(Aggregate.LAST, Aggregate.COUNT)) {
      for (int lag = 0; lag <= 3; lag += 3) {
        features.add(history(Of.FIELD, "a", aggregate, 4, lag));
        features.add(history(Of.FIELD, "b", aggregate, 1, lag));
      }
      features.add(history(Of.LABEL, "", aggregate, 7, 1));
      features.add(history(Of.LABEL, "", aggregate, 2, 5));
    }
    return new FeatureSpec(features);
  }

  private static History history(Of of, String field, Aggregate aggregate, int over, int lag) {
    String name = "%s %s %s %d %d".formatted(of, field, aggregate, over, lag);
    return new History(name, of, field, aggregate, over, lag, Scaling.NONE);
  }

  private static List<Event> events(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      events.add(
          new Event(
              random.nextInt(4) == 0 ? Float.NaN : 1e6f + random.nextInt(100),
              random.nextInt(2) == 0 ? Float.NaN : random.nextInt(10) - 5,
              random.nextInt(2),
              10L * i,
              10L * i + random.nextInt(100)));
    }
    return events;
  }

  private static ByteBuffer row(FeatureSpec spec, Event e) {
    ByteBuffer row = RowLayout.of(spec).newRow();
    new RowEncoder(spec).clear(row);
    row.putFloat(RowLayout.LABEL, e.label).putLong(RowLayout.EVENT_TIME, e.time);
    for (int i = 0; i < spec.features().size(); i++) {
      String field = spec.features().get(i).field();
      if (!field.isEmpty()) {
        row.putFloat(RowLayout.slotOffset(0, i), field.equals("a") ? e.a : e.b);
      }
    }
    return row;
  }

  private static List<ByteBuffer> filled(HistoryPlan plan, List<Event> events) {
    KeyHistory history = new KeyHistory(plan);
    List<ByteBuffer> rows = new ArrayList<>();
    for (Event e : events) {
      ByteBuffer row = row(SPEC, e);
      history.pass(row, e.known);
      rows.add(row);
    }
    return rows;
  }

  /** The contract, word by word. */
  private static float naive(History h, List<Event> events, int at, Timing timing) {
    List<Float> past = new ArrayList<>(); // newest first
    for (int i = at - 1; i >= 0; i--) {
      Event e = events.get(i);
      boolean known = timing == Timing.WITH_EXAMPLE || e.known <= events.get(at).time;
      if (h.of() == Of.FIELD) {
        past.add(h.field().equals("a") ? e.a : e.b);
      } else if (known) {
        past.add(e.label);
      }
    }
    int from = h.lag() - 1;
    if (h.lag() == 0) {
      past.add(0, h.field().equals("a") ? events.get(at).a : events.get(at).b);
      from = 0;
    }
    List<Double> values =
        past.stream()
            .skip(from)
            .limit(h.over())
            .filter(v -> !v.isNaN())
            .map(Float::doubleValue)
            .toList();
    if (h.aggregate() == Aggregate.COUNT) {
      return values.size();
    }
    if (values.isEmpty()) {
      return Float.NaN;
    }
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    return (float)
        switch (h.aggregate()) {
          case LAST -> values.get(0);
          case MEAN -> mean;
          case MIN -> values.stream().mapToDouble(v -> v).min().orElseThrow();
          case MAX -> values.stream().mapToDouble(v -> v).max().orElseThrow();
          case STD ->
              Math.sqrt(
                  values.stream()
                      .mapToDouble(v -> (v - mean) * (v - mean))
                      .average()
                      .orElseThrow());
          case COUNT, RATE, SINCE_LAST, SEQUENCE -> throw new AssertionError();
        };
  }

  private static void requireNaive(Timing timing) {
    for (long seed = 1; seed <= 5; seed++) {
      List<Event> events = events(seed);
      List<ByteBuffer> rows = filled(HistoryPlan.of(SPEC, Part.ALL, timing), events);
      for (int at = 0; at < ROWS; at++) {
        for (int f = 1; f < SPEC.features().size(); f++) {
          History h = (History) SPEC.features().get(f);
          float expected = naive(h, events, at, timing);
          float found = rows.get(at).getFloat(RowLayout.slotOffset(0, f));
          assertThat(Float.isNaN(found) ? 0f : found)
              .as("seed %d, row %d, %s", seed, at, h.name())
              .isEqualTo(Float.isNaN(expected) ? 0f : expected, withinFloat(expected));
          assertThat(Float.isNaN(found)).isEqualTo(Float.isNaN(expected));
        }
      }
    }
  }

  private static Offset<Float> withinFloat(float expected) {
    float size = Float.isNaN(expected) ? 0 : Math.abs(expected);
    return within(1e-5f + size * 1e-6f);
  }

  @Test
  void everyAggregateIsWhatLookingBackRowByRowSays() {
    requireNaive(Timing.WITH_EXAMPLE);
  }

  @Test
  void aLabelCountsFromTheTimeOnAtWhichItWasKnown() {
    requireNaive(Timing.WHEN_KNOWN);
  }

  @Test
  void nothingOfALaterRowAndNothingOfItsOwnLabelReachesARow() {
    List<Event> events = events(3);
    List<ByteBuffer> rows = filled(ALL, events);
    for (int at = 0; at < ROWS; at++) {
      List<Event> changed = new ArrayList<>(events(4));
      for (int i = 0; i < at; i++) {
        changed.set(i, events.get(i));
      }
      Event own = events.get(at);
      changed.set(at, new Event(own.a, own.b, 1 - own.label, own.time, own.known));
      ByteBuffer again = filled(ALL, changed).get(at).putFloat(RowLayout.LABEL, own.label);
      assertThat(again).as("row %d", at).isEqualTo(rows.get(at));
    }
  }

  @Test
  void fieldsAndLabelsCanBeFilledInOneAfterTheOther() {
    List<Event> events = events(6);
    KeyHistory fields = new KeyHistory(HistoryPlan.of(SPEC, Part.FIELDS, Timing.WHEN_KNOWN));
    KeyHistory labels = new KeyHistory(HistoryPlan.of(SPEC, Part.LABELS, Timing.WHEN_KNOWN));
    List<ByteBuffer> rows = filled(HistoryPlan.of(SPEC, Part.ALL, Timing.WHEN_KNOWN), events);
    for (int i = 0; i < ROWS; i++) {
      ByteBuffer row = row(SPEC, events.get(i));
      fields.pass(row, 0);
      labels.pass(row, events.get(i).known);
      assertThat(row).isEqualTo(rows.get(i));
    }
  }

  @Test
  void goesOnFromItsBytesAsIfNothingHadBeen() throws IOException {
    for (Timing timing : Timing.values()) {
      HistoryPlan plan = HistoryPlan.of(SPEC, Part.ALL, timing);
      List<Event> events = events(7);
      List<ByteBuffer> rows = filled(plan, events);
      KeyHistory history = new KeyHistory(plan);
      for (int i = 0; i < ROWS; i++) {
        history = KeyHistory.read(plan, history.toBytes());
        ByteBuffer row = row(SPEC, events.get(i));
        history.pass(row, events.get(i).known);
        assertThat(row).isEqualTo(rows.get(i));
      }
    }
  }

  @Test
  void theBytesOfVersion1AreReadForEver() throws IOException {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                history(Of.FIELD, "a", Aggregate.MEAN, 2, 1),
                history(Of.LABEL, "", Aggregate.LAST, 1, 1)));
    HistoryPlan plan = HistoryPlan.of(spec, Part.ALL, Timing.WITH_EXAMPLE);
    byte[] version1 =
        HexFormat.of()
            .parseHex(
                "010002" // version, sources
                    + "00"
                    + "000161"
                    + "00000002"
                    + "3f800000"
                    + "40400000" // a: 1, 3
                    + "01"
                    + "0000"
                    + "00000001"
                    + "3f800000"
                    + "0000000000000005"); // label 1 at 5
    KeyHistory history = KeyHistory.read(plan, version1);
    assertThat(history.toBytes()).isEqualTo(version1);
    ByteBuffer row = row(spec, new Event(9, 9, 0, 7, 7));
    history.pass(row, 0);
    assertThat(row.getFloat(RowLayout.slotOffset(0, 0))).isEqualTo(2);
    assertThat(row.getFloat(RowLayout.slotOffset(0, 1))).isEqualTo(1);
    assertThatThrownBy(() -> KeyHistory.read(plan, new byte[] {3, 0, 0}))
        .hasMessage("history of a key has version 3, this build reads 1 and 2");
  }

  @Test
  void theBytesOfVersion2SayWhereTheHistoryReachesToAndAreReadForEver() throws IOException {
    FeatureSpec spec = new FeatureSpec(List.of(history(Of.FIELD, "a", Aggregate.LAST, 1, 1)));
    HistoryPlan plan = HistoryPlan.of(spec, Part.ALL, Timing.WITH_EXAMPLE);
    KeyHistory history = new KeyHistory(plan);
    history.pass(row(spec, new Event(3, 0, 0, 1, 1)), 0);
    history.reach(4, 90);
    history.reach(0, 7);
    history.reach(4, 80);
    byte[] version2 =
        HexFormat.of()
            .parseHex(
                "02" // version
                    + "0002"
                    + "00000000"
                    + "0000000000000007" // partition 0: 7
                    + "00000004"
                    + "000000000000005a" // partition 4: 90
                    + "0001"
                    + "00"
                    + "000161"
                    + "00000001"
                    + "40400000"); // a: 3
    assertThat(history.toBytes()).isEqualTo(version2);
    KeyHistory again = KeyHistory.read(plan, version2);
    assertThat(again.reach()).isEqualTo(Map.of(0, 7L, 4, 90L));
    assertThat(again.toBytes()).isEqualTo(version2);
  }

  @Test
  void whatARowWouldGetIsWhatTheNextOneGetsAndLeavesNoTrace() throws IOException {
    for (Timing timing : Timing.values()) {
      HistoryPlan plan = HistoryPlan.of(SPEC, Part.ALL, timing);
      KeyHistory history = new KeyHistory(plan);
      for (Event event : events(11)) {
        byte[] before = history.toBytes();
        ByteBuffer asked = row(SPEC, event);
        KeyHistory.read(plan, before).fill(asked);
        history.fill(row(SPEC, event));
        assertThat(history.toBytes()).isEqualTo(before);
        ByteBuffer passed = row(SPEC, event);
        history.pass(passed, event.known);
        assertThat(asked).isEqualTo(passed);
      }
    }
  }

  @Test
  void whatIsRememberedOfAKeyIsBounded() {
    KeyHistory history = new KeyHistory(ALL);
    for (int i = 0; i < 1000; i++) {
      history.pass(row(SPEC, new Event(i, i, 1, i, i)), 0);
    }
    assertThat(history.toBytes()).hasSizeLessThan(250);
  }

  @Test
  void aTailComesOffARowWithoutATrace() {
    RowTail tail = RowTail.of(RowLayout.of(SPEC));
    byte[] row = row(SPEC, new Event(1, 2, 0, 3, 4)).array();
    byte[] tailed = tail.append(row, "Zürich");
    tail.putKnownMillis(tailed, 1_700_000_000_123L);
    assertThat(tail.key(tailed)).isEqualTo("Zürich");
    assertThat(tail.knownMillis(tailed)).isEqualTo(1_700_000_000_123L);
    assertThat(tail.trim(tailed)).isEqualTo(row);
    assertThatThrownBy(() -> tail.key(row)).hasMessageContaining("row without a tail");
    assertThat(ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).getFloat(0)).isZero();
  }
}
