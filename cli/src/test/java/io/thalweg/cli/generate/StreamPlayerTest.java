package io.thalweg.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.cli.generate.StreamPlayer.Played;
import io.thalweg.cli.generate.StreamPlayer.Tempo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In virtual time, which passes while the player waits. */
final class StreamPlayerTest {
  private static final long DELAY_MILLIS = 50;
  private static final StreamPlan PLAN =
      Plans.of(StreamKind.TRANSACTIONS, 1, 0.1, new Labels.Later(DELAY_MILLIS));

  private long nowNanos;
  private long stopAtNanos = Long.MAX_VALUE;
  private final Recorded sink = new Recorded();

  @ParameterizedTest
  @EnumSource
  void aLabelComesAfterItsDelayAndBeforeTheFirstLaterEvent(Tempo tempo) throws Exception {
    Played played = player(tempo).play(EventForm.AVRO, sink, 1_000, Long.MAX_VALUE, done -> {});
    assertThat(played.events()).isEqualTo(1_000);
    assertThat(played.labels()).isEqualTo(1_000 - played.bad()).isEqualTo(sink.labels);
    assertThat(sink.times).hasSize((int) (played.events() + played.labels())).isSorted();
    assertThat(sink.unlabelled).isEmpty();
  }

  @Test
  void inRealTimeNothingComesBeforeItsTime() throws Exception {
    player(Tempo.REAL).play(EventForm.AVRO, sink, 1_000, Long.MAX_VALUE, done -> {});
    for (int i = 0; i < sink.times.size(); i++) {
      assertThat(sink.atNanos.get(i))
          .isEqualTo((sink.times.get(i) - StreamPlan.START.toEpochMilli()) * 1_000_000);
    }
    assertThat(nowNanos).isGreaterThanOrEqualTo(Duration.ofMillis(999).toNanos());
  }

  @Test
  void itEndsAfterItsTime() throws Exception {
    Played played =
        player(Tempo.REAL)
            .play(
                EventForm.AVRO, sink, Long.MAX_VALUE, Duration.ofMillis(100).toNanos(), done -> {});
    assertThat(played.events()).isEqualTo(101);
    assertThat(played.labels()).isEqualTo(101 - played.bad());
  }

  @Test
  void aStopLeavesOutWhatIsNotDue() throws Exception {
    stopAtNanos = Duration.ofMillis(80).toNanos();
    Played played =
        player(Tempo.REAL).play(EventForm.AVRO, sink, 1_000, Long.MAX_VALUE, done -> {});
    assertThat(played.events()).isEqualTo(80);
    assertThat(played.labels()).isBetween(20L, 30L);
  }

  @Test
  void aSinkThatFailsGetsNothingMore() throws Exception {
    sink.failsAfter = 10;
    Played played =
        player(Tempo.UNBOUNDED).play(EventForm.AVRO, sink, 1_000, Long.MAX_VALUE, done -> {});
    assertThat(played.events()).isEqualTo(10);
  }

  private StreamPlayer player(Tempo tempo) {
    return new StreamPlayer(
        PLAN,
        tempo,
        millis -> {
          nowNanos += millis * 1_000_000;
          return nowNanos >= stopAtNanos;
        },
        () -> nowNanos);
  }

  private final class Recorded implements EventSink {
    private final List<Long> times = new ArrayList<>();
    private final List<Long> atNanos = new ArrayList<>();
    private final Map<Long, String> unlabelled = new LinkedHashMap<>();
    private long labels;
    private int failsAfter = Integer.MAX_VALUE;

    @Override
    public void event(Event event) {
      note(event.atMillis());
      if (!event.isBad()) {
        unlabelled.put(event.atMillis() + DELAY_MILLIS, event.key());
      }
    }

    @Override
    public void label(String key, Event.Label label) {
      note(label.atMillis());
      labels++;
      assertThat(unlabelled.remove(label.atMillis())).isEqualTo(key);
    }

    private void note(long atMillis) {
      times.add(atMillis);
      atNanos.add(nowNanos);
    }

    @Override
    public boolean hasFailed() {
      return times.size() >= failsAfter;
    }

    @Override
    public long finish() {
      return 0;
    }
  }
}
