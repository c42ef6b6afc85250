package io.thalweg.serving.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import io.thalweg.schemas.LearnedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LabelMatchingTest {
  private final AtomicLong now = new AtomicLong();
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
  private final List<String> told = new ArrayList<>();

  private LabelMatching matching(int rows, int versions) {
    FeedbackConfig config =
        new FeedbackConfig(null, 1, 0, 1, Map.of(), rows, Duration.ofSeconds(1), versions);
    return new LabelMatching(
        config,
        clock,
        p -> told.add("%s %d %.4f %s".formatted(p.model(), p.version(), p.loss(), p.correct())));
  }

  private ServedRow row(long version, Head head, String event, float... outputs) {
    return new ServedRow("m", version, head, event, now.get(), true, outputs);
  }

  private static LearnedEvent learned(String id, float label) {
    return new LearnedEvent(id, label, 0, 1, 0);
  }

  @Test
  void theListenerHearsWhenAPredictionWasServedAndWhoseChoiceItsVersionWas() {
    List<JudgedPrediction> heard = new ArrayList<>();
    LabelMatching matching =
        new LabelMatching(
            new FeedbackConfig(null, 1, 0, 10, Map.of(), 10, Duration.ofHours(1), 4),
            () -> Instant.ofEpochMilli(9),
            heard::add);
    Head head = new Head.Binary();
    matching.served(new ServedRow("m", 3, head, "a", 5, true, new float[] {0.5f}), 1);
    matching.served(new ServedRow("m", 4, head, "a", 6, false, new float[] {0.25f}), 1);
    matching.learned("m", learned("a", 1));
    assertThat(heard)
        .containsExactlyInAnyOrder(
            new JudgedPrediction("m", 3, 5, true, Math.log(2), true),
            new JudgedPrediction("m", 4, 6, false, 2 * Math.log(2), false));
  }

  @Test
  void figuresOfABinaryVersionAreThoseOfItsOwnAnswers() {
    LabelMatching matching = matching(10_000, 4);
    SplittableRandom random = new SplittableRandom(1);
    int n = 3_000;
    double[] right = new double[3];
    double[] loss = new double[3];
    double[] brier = new double[3];
    double[][] confidence = new double[3][15];
    double[][] hits = new double[3][15];
    int[] count = new int[3];
    for (int i = 0; i < n; i++) {
      int version = 1 + random.nextInt(2);
      float p = (float) random.nextDouble();
      int label = random.nextDouble() < p * p ? 1 : 0;
      matching.served(row(version, new Head.Binary(), "e" + i, p), 10L * version);
      count[version]++;
      boolean hit = p >= 0.5 == (label == 1);
      right[version] += hit ? 1 : 0;
      loss[version] -= Math.log(label == 1 ? p : 1.0 - p);
      brier[version] += (p - label) * (double) (p - label);
      double sure = p >= 0.5 ? p : 1.0 - p;
      confidence[version][(int) Math.min(14, sure * 15)] += sure;
      hits[version][(int) Math.min(14, sure * 15)] += hit ? 1 : 0;
      now.addAndGet(random.nextInt(3));
      matching.learned("m", learned("e" + i, label));
    }
    List<VersionFigures> versions = matching.versions();
    assertThat(versions).extracting(VersionFigures::version).containsExactly(1L, 2L);
    for (VersionFigures figures : versions) {
      int v = (int) figures.version();
      double ece = 0;
      for (int b = 0; b < 15; b++) {
        ece += Math.abs(confidence[v][b] - hits[v][b]) / count[v];
      }
      assertThat(figures.served()).isEqualTo(count[v]);
      assertThat(figures.matched()).isEqualTo(count[v]);
      assertThat(figures.metrics().get("accuracy")).isCloseTo(right[v] / count[v], within(1e-9));
      assertThat(figures.metrics().get("logloss")).isCloseTo(loss[v] / count[v], within(1e-5));
      assertThat(figures.metrics().get("brier")).isCloseTo(brier[v] / count[v], within(1e-6));
      assertThat(figures.metrics().get("ece")).isCloseTo(ece, within(1e-6));
      assertThat(figures.latencyP50Micros()).hasValue(10L * v);
      assertThat(figures.labelDelayP99Millis()).hasValue(2);
    }
    assertThat(told).hasSize(n);
  }

  @Test
  void tellsTheListenerWhatEachPredictionHasCost() {
    LabelMatching matching = matching(10, 4);
    matching.served(row(7, new Head.Binary(), "a", 0.8f), 1);
    matching.served(row(8, new Head.Multiclass(3), "a", 0.1f, 0.2f, 0.7f), 1);
    matching.served(row(9, new Head.Regression(), "b", 2.5f), 1);
    matching.served(row(10, new Head.Quantile(List.of(0.1, 0.5)), "c", 7, 4), 1);
    matching.learned("m", learned("a", 1));
    matching.learned("m", learned("b", 2));
    matching.learned("m", learned("c", 3));
    assertThat(told)
        .containsExactly(
            "m 7 0.2231 true", "m 8 1.6094 false", "m 9 0.2500 false", "m 10 1.0000 false");
  }

  @Test
  void setsOfLabelsAreJudgedByTheLabelsThatHeld() {
    LabelMatching matching = matching(10, 4);
    Head head = new Head.Multilabel(3);
    matching.served(row(1, head, "a", 0.5f, 0.25f, 0.5f), 1);
    matching.served(row(1, head, "b", 0.9f, 0.9f, 0.1f), 1);
    matching.served(row(1, head, "c", 0.9f, 0.9f, 0.1f), 1);
    matching.learned("m", new LearnedEvent("a", 2, 0, 1, 0, List.of(0, 2)));
    matching.learned("m", new LearnedEvent("b", 1, 0, 1, 0, List.of(1)));
    matching.learned("m", learned("c", 2)); // by a writer that knew no sets
    assertThat(told).containsExactly("m 1 0.5580 true", "m 1 0.8378 false");
    VersionFigures figures = matching.versions().get(0);
    assertThat(figures.metrics().get("accuracy")).isEqualTo(0.5);
    assertThat(figures.matched()).isEqualTo(2);
    assertThat(figures.unjudged()).isEqualTo(1);
  }

  @Test
  void aLabelThatTheHeadCannotHaveIsCountedAndNotJudged() {
    LabelMatching matching = matching(10, 4);
    matching.served(row(1, new Head.Binary(), "a", 0.8f), 1);
    matching.served(row(1, new Head.Binary(), "b", 0.8f), 1);
    matching.served(row(1, new Head.Binary(), "c", 0.8f), 1);
    matching.learned("m", learned("a", 2));
    matching.learned("m", learned("b", Float.NaN));
    matching.learned("m", learned("c", 0.5f));
    assertThat(told).isEmpty();
    assertThat(matching.versions().get(0).unjudged()).isEqualTo(3);
    assertThat(matching.versions().get(0).metrics()).doesNotContainKey("accuracy");
  }

  @Test
  void whatWaitsTooLongExpiresAndItsLabelIsUnmatched() {
    LabelMatching matching = matching(2, 4);
    matching.served(row(1, new Head.Binary(), "a", 0.8f), 1);
    matching.served(row(2, new Head.Binary(), "b", 0.8f), 1);
    matching.served(row(2, new Head.Binary(), "c", 0.8f), 1);
    now.set(1_001);
    matching.learned("m", learned("a", 1));
    matching.learned("m", learned("c", 1));
    assertThat(matching.waiting()).isZero();
    assertThat(matching.unmatchedLabels()).containsExactly(Map.entry("m", 2L));
    assertThat(matching.versions()).extracting(VersionFigures::expired).containsExactly(1L, 2L);
    assertThat(told).isEmpty();
  }

  @Test
  void whoAnsweredLongestAgoGivesWay() {
    LabelMatching matching = matching(10, 2);
    matching.served(row(1, new Head.Binary(), "a", 0.8f), 1);
    matching.served(row(2, new Head.Binary(), "b", 0.8f), 1);
    matching.served(row(1, new Head.Binary(), "c", 0.8f), 1);
    matching.served(row(3, new Head.Binary(), "d", 0.8f), 1);
    matching.learned("m", learned("b", 1));
    assertThat(matching.versions()).extracting(VersionFigures::version).containsExactly(1L, 3L);
    assertThat(told).isEmpty();
  }

  /** One thread answers, two read labels, one looks: each row is judged once or has expired. */
  @Test
  void rowsThatManyThreadsTouchAreJudgedOnce() throws Exception {
    LongAdder judged = new LongAdder();
    FeedbackConfig config = new FeedbackConfig(null, 1, 0, 1, Map.of(), 50, Duration.ofHours(1), 3);
    LabelMatching matching = new LabelMatching(config, clock, prediction -> judged.increment());
    int n = 5_000;
    AtomicLong answered = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < n; i++) {
                  while (answered.get() <= i) {
                    LockSupport.parkNanos(1_000);
                  }
                  matching.learned("m", learned("e" + i, 1));
                }
              }));
    }
    threads.add(
        new Thread(
            () -> {
              while (answered.get() < n) {
                matching.versions();
              }
            }));
    threads.forEach(Thread::start);
    for (int i = 0; i < n; i++) {
      matching.served(row(1, new Head.Binary(), "e" + i, 0.8f), 1);
      answered.incrementAndGet();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    VersionFigures figures = matching.versions().get(0);
    assertThat(figures.served()).isEqualTo(n);
    assertThat(figures.matched()).isEqualTo(judged.sum());
    assertThat(figures.matched() + figures.expired() + matching.waiting()).isEqualTo(n);
    assertThat(figures.matched() + matching.unmatchedLabels().getOrDefault("m", 0L))
        .isEqualTo(2L * n);
  }
}
