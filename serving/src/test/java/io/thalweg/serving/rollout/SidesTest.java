package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SidesTest {
  private static final Map<String, Double> CHAMPION = Map.of("champion", 1.0);

  private static double canaryShare(Sides sides) {
    int canary = 0;
    for (int i = 0; i < 50_000; i++) {
      canary += "canary".equals(sides.of("key-" + i)) ? 1 : 0;
    }
    return canary / 50_000.0;
  }

  @Test
  void theCanaryHasItsShareWhileThereIsOne() {
    Sides sides = new Sides("clicks", CHAMPION, 0.1, 1);
    assertThat(canaryShare(sides)).isZero();
    sides.present(Map.of("champion", 1L, "canary", 2L));
    assertThat(canaryShare(sides)).isCloseTo(0.1, within(0.005));
    assertThat(sides.shares().get("canary")).isCloseTo(0.1, within(1e-12));
    sides.present(Map.of("champion", 1L));
    assertThat(canaryShare(sides)).isZero();
    assertThat(sides.shares()).isEqualTo(CHAMPION);
  }

  @Test
  void theCanaryTakesItsShareFromEverySideInProportion() {
    Sides sides = new Sides("clicks", Map.of("champion", 60.0, "other", 20.0), 0.2, 1);
    sides.present(Map.of("champion", 1L, "other", 1L, "canary", 2L, "nobody-asked", 1L));
    assertThat(sides.shares().get("champion")).isCloseTo(0.6, within(1e-12));
    assertThat(sides.shares().get("other")).isCloseTo(0.2, within(1e-12));
    assertThat(sides.shares().get("canary")).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void aSideWithoutAVersionGetsNothing() {
    Sides sides = new Sides("clicks", Map.of("champion", 1.0, "other", 1.0), 0, 1);
    sides.present(Map.of("champion", 1L));
    assertThat(sides.of("any")).isNull();
  }

  /** A tenth of a tenth would be 500 of the keys. */
  @Test
  void theNextCanaryIsTriedOnOtherKeysAndNoneChangesBetweenTheOthers() {
    Sides sides = new Sides("clicks", Map.of("champion", 1.0, "other", 1.0), 0.1, 1);
    Map<String, Long> first = Map.of("champion", 1L, "other", 1L, "canary", 8L);
    Map<String, Long> next = Map.of("champion", 1L, "other", 1L, "canary", 9L);
    int both = 0;
    for (int i = 0; i < 50_000; i++) {
      String key = "key-" + i;
      sides.present(first);
      String before = sides.of(key);
      sides.present(next);
      String after = sides.of(key);
      boolean wasTried = "canary".equals(before);
      boolean isTried = "canary".equals(after);
      both += wasTried && isTried ? 1 : 0;
      assertThat(wasTried || isTried || Objects.equals(before, after)).as(key).isTrue();
    }
    assertThat(both).isBetween(400, 600);
  }

  @Test
  void requestsWithoutAKeyAreSplitAtRandomOnEveryThread() throws InterruptedException {
    Sides sides = new Sides("clicks", CHAMPION, 0.25, 7);
    sides.present(Map.of("champion", 1L, "canary", 2L));
    Map<Long, Integer> canaryOf = new ConcurrentHashMap<>();
    LongAdder canary = new LongAdder();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                int mine = 0;
                for (int i = 0; i < 20_000; i++) {
                  mine += sides.of(null) == null ? 0 : 1;
                }
                canaryOf.put(Thread.currentThread().getId(), mine);
                canary.add(mine);
              });
      threads[t].start();
    }
    for (Thread t : threads) {
      t.join();
    }
    assertThat(canary.sum() / 80_000.0).isCloseTo(0.25, within(0.006));
    // Threads that draw the same numbers would agree.
    assertThat(new HashMap<>(canaryOf).values().stream().distinct().count()).isGreaterThan(1);
  }
}
