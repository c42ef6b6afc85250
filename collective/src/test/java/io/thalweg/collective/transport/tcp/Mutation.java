package io.thalweg.collective.transport.tcp;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes bytes as accidents and attackers do; now and then it leaves them as they are. */
final class Mutation {

  private static final int[] EXTREMES = {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30};

  private Mutation() {}

  static byte[] of(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, SplittableRandom random) {
    if (bytes.length < 8) {
      return bytes;
    }
    int at = random.nextInt(bytes.length - 4);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> FrameLayout.view(bytes).putInt(at & ~3, EXTREMES[random.nextInt(EXTREMES.length)]);
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return Arrays.copyOf(bytes, bytes.length + at);
      }
      case 5 -> { // a part comes twice, or later
        int from = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - from, bytes.length - at);
        System.arraycopy(bytes.clone(), from, bytes, at, length);
      }
      default -> { // a part is missing
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return shorter;
      }
    }
    return bytes;
  }
}
