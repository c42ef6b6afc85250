package io.thalweg.replay.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

  @Test
  void yieldsWhatTheJdksGeneratorYieldsForTheSameSeed() {
    for (long seed : new long[] {0, 1, -7, Long.MIN_VALUE}) {
      SplittableRandom jdk = new SplittableRandom(seed);
      SplitMix64 ours = new SplitMix64(seed);
      for (long bound : new long[] {1, 2, 3, 10, 1 << 20, (1L << 62) + 1, Long.MAX_VALUE}) {
        assertThat(ours.nextLong()).isEqualTo(jdk.nextLong());
        assertThat(ours.nextLong(bound)).isEqualTo(jdk.nextLong(bound));
      }
    }
  }

  @Test
  void goesOnFromASavedState() {
    SplitMix64 first = new SplitMix64(42);
    first.nextLong();
    SplitMix64 second = new SplitMix64(first.state());
    assertThat(second.nextLong()).isEqualTo(first.nextLong());
  }

  @Test
  void streamsOfASeedAreTheJdksOutputsAsSeeds() {
    SplittableRandom seeds = new SplittableRandom(99);
    for (int i = 0; i < 5; i++) {
      assertThat(SplitMix64.stream(99, i).state()).isEqualTo(seeds.nextLong());
    }
  }
}
