package io.thalweg.serving.feedback;

import static io.thalweg.serving.feedback.ServedRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class PredictionWindowTest {
  private final List<ServedRow> expired = new ArrayList<>();

  private PredictionWindow window(int capacity, long ageMillis) {
    return new PredictionWindow(capacity, ageMillis, expired::add);
  }

  @Test
  void givesOutWhatEveryVersionHasPredictedOfAnEventOnce() {
    PredictionWindow window = window(10, 100);
    ServedRow champion = row("m", 1, "e", 0, 0.1f);
    ServedRow canary = row("m", 2, "e", 0, 0.2f);
    window.add(champion);
    window.add(canary);
    window.add(row("other", 1, "e", 0, 0.3f));
    assertThat(window.take("m", "e")).containsExactly(champion, canary);
    assertThat(window.take("m", "e")).isEmpty();
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsGivenAgainReplacesTheFirst() {
    PredictionWindow window = window(10, 100);
    ServedRow first = row("m", 1, "e", 0, 0.1f);
    ServedRow second = row("m", 1, "e", 1, 0.2f);
    window.add(first);
    window.add(second);
    assertThat(window.size()).isEqualTo(1);
    assertThat(expired).containsExactly(first);
    assertThat(window.take("m", "e")).containsExactly(second);
  }

  @Test
  void anAnswerThatIsGivenAgainKeepsNoOlderOneWaiting() {
    PredictionWindow window = window(2, 100);
    ServedRow again = row("m", 1, "a", 90, 0.2f);
    ServedRow between = row("m", 1, "b", 10, 0.1f);
    window.add(row("m", 1, "a", 0, 0.1f));
    window.add(between);
    window.add(again);
    expired.clear();
    window.expire(120);
    assertThat(expired).containsExactly(between);
    window.add(row("m", 1, "c", 121, 0.1f));
    window.add(row("m", 1, "d", 122, 0.1f));
    assertThat(expired).containsExactly(between, again);
  }

  @Test
  void theOldestEventGoesWithAllThatWasPredictedOfIt() {
    PredictionWindow window = window(3, 100);
    ServedRow a1 = row("m", 1, "a", 0, 0.1f);
    ServedRow a2 = row("m", 2, "a", 0, 0.1f);
    window.add(a1);
    window.add(row("m", 1, "b", 1, 0.1f));
    window.add(a2);
    window.add(row("m", 1, "c", 2, 0.1f));
    assertThat(expired).containsExactly(a1, a2);
    assertThat(window.size()).isEqualTo(2);
  }

  /** Against a list that is searched from its beginning. */
  @RepeatedTest(20)
  void holdsWhatAPlainListWouldHold(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    PredictionWindow window = window(20, 50);
    List<ServedRow> plain = new ArrayList<>();
    List<ServedRow> gone = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 2_000; i++) {
      now += random.nextInt(8);
      String event = "e" + random.nextInt(40);
      if (random.nextInt(3) > 0) {
        // Of one version, so that an event is as old as its row.
        plain.stream().filter(r -> r.eventId().equals(event)).forEach(gone::add);
        long age = now;
        plain.removeIf(r -> r.eventId().equals(event));
        ServedRow row = row("m", 1, event, age, 0.5f);
        plain.add(row);
        while (plain.size() > 20) {
          gone.add(plain.remove(0));
        }
        window.add(row);
      } else {
        List<ServedRow> taken = plain.stream().filter(r -> r.eventId().equals(event)).toList();
        plain.removeAll(taken);
        assertThat(window.take("m", event)).isEqualTo(taken);
      }
      while (!plain.isEmpty() && now - plain.get(0).servedAtMillis() > 50) {
        gone.add(plain.remove(0));
      }
      window.expire(now);
      assertThat(window.size()).isEqualTo(plain.size());
      assertThat(expired).isEqualTo(gone);
    }
  }
}
