package io.thalweg.learner.train;

import io.thalweg.replay.select.SplitMix64;

/**
 * Keys of examples in the replay table: 64-bit FNV-1a (Fowler, Noll, Vo) over the id's UTF-16
 * units, then SplitMix64's finalizer. Stateless.
 *
 * <p>An example that is learned again takes its own place in the table. So would one whose id has
 * the key of another: among a hundred million stored ids, two share a key with a probability of
 * 0.03 %.
 */
final class ExampleKeys {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** The same on every machine and in every release: keys lie in checkpoints. */
  static long of(String id) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    return SplitMix64.mix(hash);
  }

  private ExampleKeys() {}
}
