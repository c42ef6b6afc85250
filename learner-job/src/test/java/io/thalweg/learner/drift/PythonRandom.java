package io.thalweg.learner.drift;

/**
 * Python's generator, so that streams of others' documentation can be drawn again: MT19937
 * (Matsumoto, Nishimura 1998) seeded by an array of one word, 53 bits a number.
 */
final class PythonRandom {
  private static final int N = 624;

  private final int[] state = new int[N];
  private int index = N;

  PythonRandom(int seed) {
    state[0] = 19650218;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    int i = 1;
    for (int k = 0; k < N; k++) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + seed;
      i = next(i);
    }
    for (int k = 0; k < N - 1; k++) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
      i = next(i);
    }
    state[0] = 0x80000000;
  }

  private int next(int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    state[0] = state[N - 1];
    return 1;
  }

  private int word() {
    if (index == N) {
      for (int i = 0; i < N; i++) {
        int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
        state[i] = state[(i + 397) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      index = 0;
    }
    int y = state[index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /** {@code random.random()}. */
  double random() {
    int high = word() >>> 5;
    int low = word() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  /** {@code random.choices(range(from, to), k=count)}. */
  double[] choices(int from, int to, int count) {
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      out[i] = from + (int) (random() * (to - from));
    }
    return out;
  }

  /** {@code random.choices([0, 1], k=count, weights=[zero, 1 - zero])}. */
  double[] bits(int count, double zero) {
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      out[i] = random() < zero ? 0 : 1;
    }
    return out;
  }
}
