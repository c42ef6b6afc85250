package io.thalweg.replay.tier.rocksdb;

/** What the tests of other rooms may know of native handles. */
public final class NativeHandles {
  private NativeHandles() {}

  public static long open() {
    return RocksHandles.open();
  }
}
