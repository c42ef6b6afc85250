package io.thalweg.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.TestModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrafficSampleTest {
  private static final int ROWS = 100;
  private static final Duration HORIZON = Duration.ofSeconds(10);
  private static final long PERIOD_NANOS = HORIZON.toNanos() / ROWS;

  private final TrafficSample sample = new TrafficSample(TestModel.SPEC.features(), 1, config(), 0);

  static ExplainConfig config() {
    return new ExplainConfig(ROWS, HORIZON, 1000, 1000, 1, 1);
  }

  private static float[] filled(float value) {
    float[] row = new float[TestModel.WIDTH];
    Arrays.fill(row, value);
    return row;
  }

  private long newerThan(float value) {
    return sample.rows().stream().filter(r -> r[0] > value).count();
  }

  @Test
  void takesEveryRowUntilItIsFullAndThenOneInAPeriod() {
    for (int i = 0; i < ROWS; i++) {
      sample.offer(filled(0), 1, 0);
    }
    assertThat(sample.rows()).hasSize(ROWS);
    for (int i = 0; i < 1000; i++) {
      sample.offer(filled(1), 1, PERIOD_NANOS);
    }
    assertThat(sample.rows()).hasSize(ROWS);
    assertThat(newerThan(0)).isEqualTo(1);
    assertThat(sample.isDue(2 * PERIOD_NANOS - 1)).isFalse();
    assertThat(sample.isDue(2 * PERIOD_NANOS)).isTrue();
  }

  @Test
  void rowsAreOnAverageAsOldAsTheHorizon() {
    int periods = 20 * ROWS;
    for (int i = 0; i <= periods; i++) {
      sample.offer(filled(i), 1, (i + 1L) * PERIOD_NANOS);
    }
    double age = periods - sample.rows().stream().mapToDouble(r -> r[0]).average().orElseThrow();
    assertThat(age).isBetween(0.5 * ROWS, 1.6 * ROWS);
  }

  @Test
  void keepsACopyOfOneRowOfSeveral() {
    float[] dense = new float[3 * TestModel.WIDTH + 5];
    for (int r = 0; r < 3; r++) {
      Arrays.fill(dense, r * TestModel.WIDTH, (r + 1) * TestModel.WIDTH, r);
    }
    for (int i = 0; i < ROWS; i++) {
      sample.offer(dense, 3, 0);
    }
    Arrays.fill(dense, 77);
    assertThat(sample.rows()).allMatch(r -> Arrays.equals(r, filled(r[0])) && r[0] < 3);
    assertThat(IntStream.range(0, 3))
        .allMatch(value -> sample.rows().stream().anyMatch(r -> r[0] == value));
  }

  @Test
  void rowsAreWholeWhileManyThreadsFeedIt() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> feeders =
        IntStream.range(0, 4)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          float[] dense = filled(0);
                          for (int i = 0; !stop.get(); i++) {
                            Arrays.fill(dense, t * 1e6f + i % 1_000_000);
                            sample.offer(dense, 1, i * PERIOD_NANOS);
                          }
                        }))
            .toList();
    feeders.forEach(Thread::start);
    int looks = 0;
    try {
      for (int i = 0; i < 20_000; i++) {
        List<float[]> rows = sample.rows();
        assertThat(rows.size()).isLessThanOrEqualTo(ROWS);
        for (float[] row : rows) {
          assertThat(row.length).isEqualTo(TestModel.WIDTH);
          for (float x : row) {
            if (x != row[0]) {
              throw new AssertionError("torn row " + Arrays.toString(row));
            }
          }
          looks++;
        }
      }
    } finally {
      stop.set(true);
      for (Thread t : feeders) {
        t.join();
      }
    }
    assertThat(looks).isGreaterThan(ROWS);
    assertThat(sample.rows()).hasSize(ROWS);
  }
}
