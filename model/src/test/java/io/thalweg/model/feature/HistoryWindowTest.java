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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories that look at when events were. */
class HistoryWindowTest {
  private static final int ROWS = 80;
  private static final FeatureSpec SPEC = everyKind();

  /** A row as it comes: a field that may be missing, a label, times. */
  private record Event(float x, float label, long time, long known) {}

  private static FeatureSpec everyKind() {
    List<Feature> features = new ArrayList<>();
    features.add(history(Of.FIELD, Aggregate.LAST, 3, 1, Transform.NONE, 0));
    for (Aggregate aggregate : EnumSet.range(Aggregate.LAST, Aggregate.RATE)) {
      for (int lag = 0; lag <= 2; lag++) {
        features.add(history(Of.FIELD, aggregate, 4, lag, Transform.NONE, 60));
        features.add(history(Of.FIELD, aggregate, 40, lag, Transform.LOG1P, 155));
      }
      features.add(history(Of.LABEL, aggregate, 5, 1, Transform.NONE, 120));
    }
    for (int lag = 1; lag <= 2; lag++) {
      features.add(history(Of.FIELD, Aggregate.SINCE_LAST, 1, lag, Transform.NONE, 0));
      features.add(history(Of.LABEL, Aggregate.SINCE_LAST, 1, lag, Transform.LOG1P, 0));
    }
    return new FeatureSpec(features);
  }

  private static History history(
      Of of, Aggregate aggregate, int over, int lag, Transform transform, long within) {
    String name = "%s %s %d %d %s %d".formatted(of, aggregate, over, lag, transform, within);
    String field = of == Of.FIELD ? "x" : "";
    return new History(name, of, field, aggregate, over, lag, Scaling.NONE, transform, within);
  }

  /** Some come after later ones. */
  private static List<Event> events(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      long time = 1_000 + 10L * i + (random.nextInt(5) == 0 ? random.nextInt(300) : 0);
      events.add(
          new Event(
              random.nextInt(4) == 0 ? Float.NaN : random.nextInt(100) - 20,
              random.nextInt(2),
              time,
              time + random.nextInt(100)));
    }
    return events;
  }

  private static ByteBuffer row(FeatureSpec spec, Event e) {
    ByteBuffer row = RowLayout.of(spec).newRow();
    new RowEncoder(spec).clear(row);
    row.putFloat(RowLayout.LABEL, e.label).putLong(RowLayout.EVENT_TIME, e.time);
    for (int i = 0; i < spec.features().size(); i++) {
      if (!spec.features().get(i).field().isEmpty()) {
        row.putFloat(RowLayout.slotOffset(0, i), e.x);
      }
    }
    return row;
  }

  /** The contract, word by word. */
  private static double naive(History h, List<Event> events, int at, Timing timing) {
    Event now = events.get(at);
    List<Event> past =
        IntStream.range(0, at)
            .mapToObj(i -> events.get(at - 1 - i)) // newest first
            .filter(e -> h.of() == Of.FIELD || timing == Timing.WITH_EXAMPLE || e.known <= now.time)
            .toList();
    List<Event> looked = new ArrayList<>(h.lag() == 0 ? List.of(now) : List.of());
    looked.addAll(past);
    looked = looked.stream().skip(Math.max(0, h.lag() - 1)).limit(h.over()).toList();
    List<Event> inside =
        looked.stream()
            .filter(
                e ->
                    h.withinMillis() == 0
                        || (e.time <= now.time && now.time - e.time < h.withinMillis()))
            .toList();
    List<Event> counted = inside.stream().filter(e -> !Float.isNaN(value(h, e))).toList();
    double out =
        h.aggregate() == Aggregate.RATE
            ? 1000.0 * counted.size() / span(h, looked, inside, now.time)
            : aggregate(h, counted, now.time);
    return h.transform() == Transform.LOG1P ? (out > -1 ? Math.log1p(out) : Double.NaN) : out;
  }

  private static float value(History h, Event e) {
    return h.of() == Of.FIELD ? e.x : e.label;
  }

  /**
   * Of a rate: the window, or if that goes back further than what is looked at, what this spans.
   */
  private static long span(History h, List<Event> looked, List<Event> inside, long now) {
    boolean reaches =
        looked.size() < h.over() || now - looked.get(h.over() - 1).time >= h.withinMillis();
    return reaches
        ? h.withinMillis()
        : Math.max(1, now - inside.stream().mapToLong(Event::time).min().orElse(now));
  }

  private static double aggregate(History h, List<Event> counted, long now) {
    int n = counted.size();
    double[] values = counted.stream().mapToDouble(e -> value(h, e)).toArray();
    if (h.aggregate() == Aggregate.COUNT) {
      return n;
    }
    if (n == 0) {
      return Double.NaN;
    }
    double mean = IntStream.range(0, n).mapToDouble(i -> values[i]).average().orElseThrow();
    return switch (h.aggregate()) {
      case LAST -> values[0];
      case MEAN -> mean;
      case MIN -> IntStream.range(0, n).mapToDouble(i -> values[i]).min().orElseThrow();
      case MAX -> IntStream.range(0, n).mapToDouble(i -> values[i]).max().orElseThrow();
      case STD ->
          Math.sqrt(
              IntStream.range(0, n)
                  .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                  .average()
                  .orElseThrow());
      case SINCE_LAST -> Math.max(0, now - counted.get(0).time) / 1000.0;
      case COUNT, RATE, SEQUENCE -> throw new AssertionError();
    };
  }

  @Test
  void everyAggregateOfAWindowIsWhatLookingBackRowByRowSaysAlsoFromItsBytes() throws IOException {
    for (Timing timing : Timing.values()) {
      HistoryPlan plan = HistoryPlan.of(SPEC, Part.ALL, timing);
      for (long seed = 1; seed <= 5; seed++) {
        List<Event> events = events(seed);
        KeyHistory history = new KeyHistory(plan);
        for (int at = 0; at < ROWS; at++) {
          history = KeyHistory.read(plan, history.toBytes());
          ByteBuffer row = row(SPEC, events.get(at));
          history.pass(row, events.get(at).known);
          for (int f = 0; f < SPEC.features().size(); f++) {
            double expected = naive((History) SPEC.features().get(f), events, at, timing);
            float found = row.getFloat(RowLayout.slotOffset(0, f));
            String what = "seed %d, row %d, %s".formatted(seed, at, SPEC.features().get(f).name());
            assertThat(Float.isNaN(found)).as(what).isEqualTo(Double.isNaN(expected));
            if (!Float.isNaN(found)) {
              assertThat((double) found)
                  .as(what)
                  .isCloseTo(expected, within(1e-4 + 1e-6 * Math.abs(expected)));
            }
          }
        }
      }
    }
  }

  /**
   * The 256 looked at are 1 ms apart, the window is 10 minutes. One is missing, or slightly late,
   * ahead of the row that asks, or before its window.
   */
  @ParameterizedTest
  @CsvSource({
    "NaN, 0, 0",
    "NaN, 255, 0",
    "1, 0, -3",
    "1, 7, -3",
    "1, 255, -3",
    "1, 0, 400",
    "1, 255, 400",
    "1, 7, -700000"
  })
  void aBusyKeysRateIsThatOfItsNewestEventsWhateverOneOfThemIsLike(float x, int at, int late) {
    History rate = history(Of.FIELD, Aggregate.RATE, 256, 1, Transform.NONE, 600_000);
    FeatureSpec spec = new FeatureSpec(List.of(rate));
    KeyHistory history = new KeyHistory(HistoryPlan.of(spec, Part.ALL, Timing.WITH_EXAMPLE));
    for (int i = -40; i < 256; i++) {
      long time = 1_000_000L + i;
      history.pass(
          row(spec, i == at ? new Event(x, 0, time + late, 0) : new Event(1, 0, time, 0)), 0);
    }
    ByteBuffer asking = row(spec, new Event(1, 0, 1_000_255, 0));
    history.fill(asking);
    assertThat(asking.getFloat(RowLayout.slotOffset(0, 0))).isBetween(980f, 1_010f);
  }

  @Test
  void theBytesOfVersion2HaveTheTimesOfEventsAndAreReadForEver() throws IOException {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                history(Of.FIELD, Aggregate.COUNT, 1, 1, Transform.NONE, 10),
                history(Of.LABEL, Aggregate.SINCE_LAST, 1, 1, Transform.NONE, 0)));
    HistoryPlan plan = HistoryPlan.of(spec, Part.ALL, Timing.WITH_EXAMPLE);
    KeyHistory history = new KeyHistory(plan);
    history.pass(row(spec, new Event(3, 1, 2, 9)), 5);
    byte[] version2 =
        HexFormat.of()
            .parseHex(
                "02" // version
                    + "0000" // no offsets
                    + "0002"
                    + "02"
                    + "000178"
                    + "00000001"
                    + "40400000"
                    + "0000000000000002" // x: 3 at 2
                    + "03"
                    + "0000"
                    + "00000001"
                    + "3f800000"
                    + "0000000000000005"
                    + "0000000000000002"); // label 1, known at 5, at 2
    assertThat(history.toBytes()).isEqualTo(version2);
    assertThat(KeyHistory.read(plan, version2).toBytes()).isEqualTo(version2);
  }

  @Test
  void valuesFromBeforeTimesWereRememberedAreInNoWindowAndHaveNoAge() throws IOException {
    FeatureSpec before =
        new FeatureSpec(List.of(history(Of.FIELD, Aggregate.LAST, 3, 1, Transform.NONE, 0)));
    KeyHistory old = new KeyHistory(HistoryPlan.of(before, Part.ALL, Timing.WITH_EXAMPLE));
    old.pass(row(before, new Event(7, 0, 100, 0)), 0);
    FeatureSpec now =
        new FeatureSpec(
            List.of(
                history(Of.FIELD, Aggregate.LAST, 3, 1, Transform.NONE, 0),
                history(Of.FIELD, Aggregate.COUNT, 3, 1, Transform.NONE, 1_000),
                history(Of.FIELD, Aggregate.SINCE_LAST, 1, 1, Transform.NONE, 0)));
    HistoryPlan plan = HistoryPlan.of(now, Part.ALL, Timing.WITH_EXAMPLE);
    KeyHistory history = KeyHistory.read(plan, old.toBytes());
    ByteBuffer row = row(now, new Event(8, 0, 101, 0));
    history.pass(row, 0);
    assertThat(history.isComplete()).isFalse();
    assertThat(KeyHistory.read(plan, history.toBytes()).isComplete()).isTrue();
    assertThat(row.getFloat(RowLayout.slotOffset(0, 0))).isEqualTo(7);
    assertThat(row.getFloat(RowLayout.slotOffset(0, 1))).isZero();
    assertThat(row.getFloat(RowLayout.slotOffset(0, 2))).isNaN();
    row = row(now, new Event(9, 0, 1_601, 0));
    history.pass(row, 0);
    assertThat(row.getFloat(RowLayout.slotOffset(0, 1))).isZero();
    assertThat(row.getFloat(RowLayout.slotOffset(0, 2))).isEqualTo(1.5f);
  }

  @Test
  void whatCanNotGoTogetherIsRefused() {
    assertThatThrownBy(() -> history(Of.FIELD, Aggregate.RATE, 3, 1, Transform.NONE, 0))
        .hasMessageEndingWith("aggregate=RATE, withinMillis=0, transform=NONE can't go together");
    assertThatThrownBy(() -> history(Of.FIELD, Aggregate.SEQUENCE, 3, 1, Transform.NONE, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> history(Of.FIELD, Aggregate.SINCE_LAST, 1, 0, Transform.NONE, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
