package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficSplitTest {
  private static final int KEYS = 200_000;

  private static TrafficSplit split(Map<String, Double> weights) {
    return new TrafficSplit("clicks", weights);
  }

  /** Keys as clients make them: a counter, a word and a counter, numbers in hexadecimal. */
  private static String key(String form, int i) {
    return form.formatted(i);
  }

  private static String side(TrafficSplit split, String key) {
    return split.side(KeyHash.of(key));
  }

  /** Chi-square of two degrees of freedom is above 13.8 with a probability of 0.001. */
  @ParameterizedTest
  @ValueSource(strings = {"%d", "request-%09d", "%x", "%d-user"})
  void sidesHaveTheirSharesOfTheKeys(String form) {
    TrafficSplit split = split(Map.of("champion", 85.0, "canary", 10.0, "old", 5.0));
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      counts.merge(side(split, key(form, i)), 1, Integer::sum);
    }
    double chiSquare = 0;
    Map<String, Double> shares = Map.of("champion", 0.85, "canary", 0.1, "old", 0.05);
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      double expected = KEYS * share.getValue();
      chiSquare += Math.pow(counts.get(share.getKey()) - expected, 2) / expected;
    }
    assertThat(chiSquare).isLessThan(13.8);
  }

  @Test
  void soTheyHaveOfRandomRequests() {
    TrafficSplit split = split(Map.of("champion", 9.0, "canary", 1.0));
    SplittableRandom random = new SplittableRandom(4);
    int canary = 0;
    for (int i = 0; i < KEYS; i++) {
      canary += split.side(random.nextLong()).equals("canary") ? 1 : 0;
    }
    double expected = 0.1 * KEYS;
    double chiSquare = Math.pow(canary - expected, 2) * (1 / expected + 1 / (KEYS - expected));
    assertThat(chiSquare).isLessThan(10.8); // one degree of freedom, 0.001
  }

  @Test
  void aKeyIsAlwaysOnTheSameSide() {
    Map<String, Double> weights = Map.of("champion", 90.0, "canary", 10.0);
    TrafficSplit here = split(weights);
    TrafficSplit onAnotherServer = split(new HashMap<>(weights));
    for (int i = 0; i < 10_000; i++) {
      String key = key("user-%d", i);
      assertThat(side(onAnotherServer, key)).isEqualTo(side(here, key));
    }
  }

  @Test
  void aChangeOfWeightsMovesOnlyTheShareThatHasToMove() {
    TrafficSplit before = split(Map.of("champion", 90.0, "canary", 10.0));
    TrafficSplit after = split(Map.of("champion", 75.0, "canary", 25.0));
    int there = 0;
    for (int i = 0; i < KEYS; i++) {
      String key = key("%d", i);
      if (!side(before, key).equals(side(after, key))) {
        assertThat(side(after, key)).isEqualTo("canary");
        there++;
      }
    }
    assertThat((double) there / KEYS).isCloseTo(0.15, within(0.004));
  }

  @Test
  void theKeysOfASideThatIsNotThereGoToTheOthersInProportionAndNoOthersMove() {
    TrafficSplit all = split(Map.of("champion", 60.0, "canary", 10.0, "old", 30.0));
    TrafficSplit two = split(Map.of("champion", 60.0, "old", 30.0));
    int moved = 0;
    int toChampion = 0;
    for (int i = 0; i < KEYS; i++) {
      String with = side(all, key("%d", i));
      String without = side(two, key("%d", i));
      if ("canary".equals(with)) {
        moved++;
        toChampion += "champion".equals(without) ? 1 : 0;
      } else {
        assertThat(without).isEqualTo(with);
      }
    }
    assertThat((double) toChampion / moved).isCloseTo(2 / 3.0, within(0.02));
  }

  @Test
  void modelsTryTheirCanariesOnDifferentKeys() {
    TrafficSplit one = new TrafficSplit("clicks", Map.of("champion", 0.5, "canary", 0.5));
    TrafficSplit other = new TrafficSplit("fraud", Map.of("champion", 0.5, "canary", 0.5));
    int same = 0;
    for (int i = 0; i < KEYS; i++) {
      same += side(one, key("%d", i)).equals(side(other, key("%d", i))) ? 1 : 0;
    }
    assertThat((double) same / KEYS).isCloseTo(0.5, within(0.005));
  }

  @Test
  void aWeightThatIsNoneIsRefused() {
    assertThatThrownBy(() -> split(Map.of("champion", 0.0)))
        .hasMessage("weights {champion=0.0}, want numbers above 0");
  }
}
