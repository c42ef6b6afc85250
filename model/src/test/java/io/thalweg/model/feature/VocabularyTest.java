package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Categories by their places in a vocabulary. */
class VocabularyTest {
  private static final int SIZE = 20;

  private static FeatureSpec spec(long admitAfter, long expireAfter, int embedding) {
    return new FeatureSpec(
        List.of(
            new Feature.Flag("f", "f"),
            new VocabularyFeature("v", "v", SIZE, admitAfter, expireAfter, embedding)));
  }

  private static float[] row(FeatureSpec spec, String value) {
    RowEncoder encoder = new RowEncoder(spec);
    ByteBuffer row = encoder.layout().newRow();
    encoder.clear(row);
    if (value != null) {
      encoder.category(row, 1, value);
    }
    float[] out = new float[spec.width()];
    new DenseEncoder(spec).expand(row, 0, out, 0);
    return out;
  }

  /** Merges values as so many learners have counted them. */
  private static void round(
      FeatureSpec spec, Standardization s, int learners, List<String> values) {
    float[] reduced = new float[s.sumsLength()];
    for (int learner = 0; learner < learners; learner++) {
      double[] sums = new double[reduced.length];
      for (int i = learner; i < values.size(); i += learners) {
        s.accumulate(row(spec, values.get(i)), 0, sums);
      }
      for (int i = 0; i < sums.length; i++) {
        reduced[i] += (float) sums[i];
      }
    }
    s.merge(reduced, 0);
  }

  private static float[] encoded(FeatureSpec spec, Standardization s, String value) {
    float[] row = row(spec, value);
    s.apply(row, 1);
    return Arrays.copyOfRange(row, 1, row.length);
  }

  private static float number(FeatureSpec spec, Standardization s, String value) {
    return encoded(spec, s, value)[0];
  }

  private static List<String> times(int count, String value) {
    return new ArrayList<>(Collections.nCopies(count, value));
  }

  private static List<String> and(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  @Test
  void aValueGetsAPlaceOnceItIsCountedOftenEnough() {
    FeatureSpec spec = spec(5, 0, 3);
    Standardization s = new Standardization(spec);
    assertThat(s.isTrivial()).isFalse();
    assertThat(s.isUnseen()).as("nobody waits for a vocabulary").isFalse();
    assertThat(number(spec, s, null)).as("missing").isZero();
    assertThat(number(spec, s, "a")).as("unknown").isEqualTo(1);
    round(spec, s, 2, times(4, "a"));
    assertThat(number(spec, s, "a")).isEqualTo(1);
    round(spec, s, 2, and(times(1, "a"), times(6, "b")));
    // Of two in a round the more frequent is first.
    assertThat(number(spec, s, "b")).isEqualTo(2);
    assertThat(number(spec, s, "a")).isEqualTo(3);
    assertThat(number(spec, s, "c")).isEqualTo(1);
    assertThat(number(spec, s, null)).isZero();
  }

  @Test
  void withoutAnEmbeddingThereIsAColumnForEachPlaceBehindOneForTheOthers() {
    FeatureSpec spec = spec(1, 0, 0);
    Standardization s = new Standardization(spec);
    round(spec, s, 1, and(times(3, "a"), times(2, "b")));
    float[] a = new float[1 + SIZE];
    a[1] = 1;
    float[] b = new float[1 + SIZE];
    b[2] = 1;
    float[] other = new float[1 + SIZE];
    other[0] = 1;
    assertThat(encoded(spec, s, "a")).isEqualTo(a);
    assertThat(encoded(spec, s, "b")).isEqualTo(b);
    assertThat(encoded(spec, s, "c")).isEqualTo(other);
    assertThat(encoded(spec, s, null)).isEqualTo(new float[1 + SIZE]);
  }

  @Test
  void whoComesNoMoreLosesItsPlaceToTheNext() {
    FeatureSpec spec = spec(2, 100, 3);
    Standardization s = new Standardization(spec);
    round(spec, s, 1, and(times(3, "old"), times(2, "kept")));
    assertThat(number(spec, s, "old")).isEqualTo(2);
    round(spec, s, 1, and(times(99, "kept"), times(1, "new")));
    assertThat(number(spec, s, "old")).as("100 have come since").isEqualTo(2);
    round(spec, s, 1, times(1, "kept"));
    assertThat(number(spec, s, "old")).isEqualTo(1);
    round(spec, s, 1, times(1, "new"));
    assertThat(number(spec, s, "new")).as("the free place").isEqualTo(2);
    assertThat(number(spec, s, "kept")).isEqualTo(3);
  }

  @Test
  void theMostFrequentOfALongTailGetPlaces() {
    for (int seed = 0; seed < 5; seed++) {
      FeatureSpec spec = spec(50, 0, 3);
      Standardization s = new Standardization(spec);
      Random random = new Random(seed);
      for (int round = 0; round < 30; round++) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          // Half of it evenly among 15, half among 100,000.
          values.add(
              random.nextBoolean()
                  ? "head " + random.nextInt(15)
                  : "tail " + random.nextInt(100_000));
        }
        round(spec, s, 3, values);
      }
      Set<Float> numbers = new HashSet<>();
      for (int i = 0; i < 15; i++) {
        numbers.add(number(spec, s, "head " + i));
      }
      assertThat(numbers).as("seed=%d", seed).hasSize(15).doesNotContain(1f);
      assertThat(s.vocabularyKeys().get("v")).as("of the tail none").contains(0, 0, 0, 0, 0);
    }
  }

  @Test
  void replicasHoldTheSameBitsHoweverTheExamplesAreSpreadAndWhetherRestored() {
    FeatureSpec spec = spec(4, 2_000, 3);
    Random random = new Random(4);
    Standardization one = new Standardization(spec);
    Standardization five = new Standardization(spec);
    for (int round = 0; round < 20; round++) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        values.add("w" + (int) Math.abs(20 * random.nextGaussian() + 3 * round));
      }
      round(spec, one, 1, values);
      round(spec, five, 5, values);
      if (round == 9) {
        Standardization restored = new Standardization(spec);
        restored.fromState(five.toState());
        five = restored;
      }
    }
    assertThat(five.toState()).isEqualTo(one.toState());
    assertThat(one.vocabularyKeys().get("v")).as("all taken").doesNotContain(0);
    assertThat(five.vocabularyKeys()).hasSize(1).containsKey("v");
    assertThat(five.vocabularyKeys().get("v")).isEqualTo(one.vocabularyKeys().get("v"));
  }

  @Test
  void whatWasCountedForAPlaceIsForgottenOnceItIsAnothers() {
    FeatureSpec spec = spec(1, 10, 3);
    Standardization s = new Standardization(spec);
    round(spec, s, 1, times(1, "a"));
    double[] open = new double[s.sumsLength()];
    s.accumulate(row(spec, "a"), 0, open); // in no round yet
    round(spec, s, 1, times(20, "b")); // a expires, and b gets its place
    assertThat(number(spec, s, "b")).isEqualTo(2);
    s.forgetChanged(open);
    assertThat(open).containsOnly(0);
  }

  @Test
  void mostOfACellAreToldByTheirBitsThoughOthersAreThere() {
    HeavyKeys heavy = new HeavyKeys(8);
    Random random = new Random(6);
    int at = 3;
    double[] sums = new double[at + heavy.sumsLength()];
    int key = 1 + random.nextInt(1 << 24);
    for (int i = 0; i < 60; i++) {
      heavy.add(key, sums, at);
    }
    for (int i = 0; i < 300; i++) {
      heavy.add(1 + random.nextInt(1 << 24), sums, at);
    }
    float[] reduced = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      reduced[i] = (float) sums[i];
    }
    int found = 0;
    for (int cell = 0; cell < heavy.cells(); cell++) {
      if (heavy.majority(reduced, at, cell) == key) {
        found++;
        assertThat(heavy.count(reduced, at, cell, key)).isBetween(60.0, 85.0);
      }
    }
    assertThat(found).isEqualTo(1);
  }
}
