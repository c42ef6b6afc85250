package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.select.SplitMix64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExampleKeysTest {
  /** The hashes before the finalizer are those that the authors of FNV publish. */
  @Test
  void keysOfShortTextsAreThePublishedHashesMixed() {
    assertThat(ExampleKeys.of("")).isEqualTo(SplitMix64.mix(0xcbf29ce484222325L));
    assertThat(ExampleKeys.of("a")).isEqualTo(SplitMix64.mix(0xaf63dc4c8601ec8cL));
    assertThat(ExampleKeys.of("foobar")).isEqualTo(SplitMix64.mix(0x85944171f73967e8L));
  }

  @Test
  void similarIdsHaveDifferentKeys() {
    Set<Long> keys = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      keys.add(ExampleKeys.of("" + i));
      keys.add(ExampleKeys.of("user-" + i + "-\u00e9"));
      keys.add(
          ExampleKeys.of("\u00fc" + (char) ('\u4e00' + i % 10_000) + (char) ('a' + i / 10_000)));
    }
    assertThat(keys).hasSize(300_000);
  }
}
