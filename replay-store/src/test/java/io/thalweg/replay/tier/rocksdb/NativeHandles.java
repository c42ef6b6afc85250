package io.thalweg.replay.tier.rocksdb;

import io.thalweg.replay.tier.WarmTier;

/** What the tests of other rooms may know of native handles. */
public final class NativeHandles {
  private NativeHandles() {}

  public static long open() {
    return RocksHandles.open();
  }

  /** Of write buffers and cache, as RocksDB counts it. */
  public static long memoryBytes(WarmTier tier) {
    return ((RocksDbTier) tier).memoryBytes();
  }
}
