package io.thalweg.learner.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdwinDetectorTest {
  /** The method with every value kept, and all sums and variances taken over them anew. */
  private static final class Naive {
    private static final double DELTA = 0.002;

    /** Oldest first; each holds its values. */
    private final Deque<List<Double>> buckets = new ArrayDeque<>();

    private int added;

    boolean add(double value) {
      buckets.addLast(List.of(value));
      for (int size = 1; count(size) > 5; size *= 2) {
        mergeOldestTwo(size);
      }
      boolean cut = false;
      while (++added > 0 && added % 32 == 0 && values().size() > 10 && hasCut()) {
        buckets.removeFirst();
        cut = true;
        added--;
      }
      return cut;
    }

    private long count(int size) {
      return buckets.stream().filter(b -> b.size() == size).count();
    }

    private void mergeOldestTwo(int size) {
      List<List<Double>> all = new ArrayList<>(buckets);
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).size() == size) {
          List<Double> merged = new ArrayList<>(all.get(i));
          merged.addAll(all.remove(i + 1));
          all.set(i, merged);
          break;
        }
      }
      buckets.clear();
      buckets.addAll(all);
    }

    List<Double> values() {
      return buckets.stream().flatMap(List::stream).toList();
    }

    private boolean hasCut() {
      List<Double> all = values();
      double n = all.size();
      double mean = mean(all);
      double variance = all.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / n;
      double d = Math.log(2 * Math.log(n) / DELTA);
      int at = 0;
      for (List<Double> bucket : buckets) {
        at += bucket.size();
        if (at >= 5 && n - at >= 5) {
          double m = 1.0 / (at - 4) + 1 / (n - at - 4);
          double bound = Math.sqrt(2 * m * variance * d) + 2.0 / 3 * m * d;
          double difference = mean(all.subList(0, at)) - mean(all.subList(at, all.size()));
          if (Math.abs(difference) > bound) {
            return true;
          }
        }
      }
      return false;
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }
  }

  @Test
  void cutsWhereANaiveOneWithEveryValueDoes() {
    int cuts = 0;
    for (int seed = 0; seed < 8; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Naive naive = new Naive();
      DriftDetector adwin = Detectors.open(new DriftSpec.Adwin(0.002));
      for (int i = 0; i < 1_500; i++) {
        double level = i / 400 % 2 == 0 ? 0.2 : 0.7;
        double value =
            seed % 2 == 0 ? (random.nextDouble() < level ? 1 : 0) : level * random.nextDouble();
        boolean expected = naive.add(value);
        assertThat(adwin.add(value) instanceof DriftResult.Drift)
            .as("seed %d, value %d", seed, i)
            .isEqualTo(expected);
        cuts += expected ? 1 : 0;
      }
    }
    assertThat(cuts).as("so that there is something to agree on").isGreaterThan(20);
  }

  @Test
  void theHistogramsSumsAreThoseOfItsValues() {
    SplittableRandom random = new SplittableRandom(3);
    ExponentialHistogram histogram = new ExponentialHistogram();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      double value = random.nextDouble() + (i < 1_000 ? 0 : i < 2_000 ? 1 : 2);
      histogram.add(value);
      values.add(value);
      if (i % 100 == 99) {
        int gone = 1 << (histogram.rows() - 1);
        histogram.dropOldest();
        values.subList(0, gone).clear();
      }
      double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
      double variance =
          values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElseThrow();
      assertThat(histogram.width()).isEqualTo(values.size());
      assertThat(histogram.mean()).isCloseTo(mean, within(1e-9));
      assertThat(histogram.variance()).isCloseTo(variance, within(1e-9));
    }
    assertThat(histogram.rows()).as("logarithmic in the width").isLessThan(12);
  }

  @Test
  void atOnceAfterManyZerosAOneIsSeenWithinTheNextLook() {
    double[] stream = Streams.join(new double[1_000], new double[200]);
    for (int i = 1_000; i < stream.length; i++) {
      stream[i] = 1;
    }
    // Looks fall at every 32nd value: that at index 1,023 has seen 24 ones.
    assertThat(Streams.drifts(Detectors.open(new DriftSpec.Adwin(0.002)), stream))
        .startsWith(1_023);
  }
}
