package io.thalweg.replay.tier.cold;

import com.github.luben.zstd.util.Native;
import io.thalweg.replay.tier.TierException;

/** The native half of zstd. */
final class ZstdLibrary {
  private ZstdLibrary() {}

  /** Fails at the start with a line that says what to do, not at the first row demoted. */
  static void load() {
    load(Native::load);
  }

  static void load(Runnable loader) {
    try {
      loader.run();
    } catch (LinkageError e) {
      throw new TierException(
          "cold tier: zstd has no native library for os=%s, arch=%s (%s); set coldDiskBytes=0"
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
          e);
    }
  }
}
