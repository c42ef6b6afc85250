package io.thalweg.serving.rollout;

/**
 * Where a key lies: the same on every server and after every restart. FNV-1a over the key's UTF-16
 * units (Fowler, Noll, Vo), then MurmurHash3's 64-bit finalizer (Appleby). Stateless.
 */
final class KeyHash {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private KeyHash() {}

  static long of(CharSequence key) {
    long h = FNV_OFFSET;
    for (int i = 0; i < key.length(); i++) {
      h = (h ^ key.charAt(i)) * FNV_PRIME;
    }
    return h;
  }

  /** Every bit of the argument changes every bit of the result with a chance of about one half. */
  static long mix(long bits) {
    long h = bits;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /** A number between 0 and 1, neither of them. */
  static double unit(long hash) {
    return ((hash >>> 12) + 0.5) * 0x1p-52;
  }
}
