package io.thalweg.bench.measure;

import java.util.Locale;
import java.util.OptionalLong;

/** A round that counts what is read from devices meanwhile. Confined to one thread. */
public final class Metered implements Round {
  private final Round round;
  private long bytes;
  private long nanos;
  private boolean counted = true;

  public Metered(Round round) {
    this.round = round;
  }

  @Override
  public double measure() throws Exception {
    OptionalLong before = DeviceReads.bytes();
    long start = System.nanoTime();
    double figure = round.measure();
    nanos += System.nanoTime() - start;
    OptionalLong after = DeviceReads.bytes();
    counted &= before.isPresent() && after.isPresent();
    bytes += after.orElse(0) - before.orElse(0);
    return figure;
  }

  /** Over all rounds, in words. */
  public String rate() {
    return counted && nanos > 0
        ? String.format(Locale.ROOT, "%.1f MB/s", bytes * 1e3 / nanos)
        : "unknown";
  }
}
