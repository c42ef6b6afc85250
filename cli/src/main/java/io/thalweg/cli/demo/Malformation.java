package io.thalweg.cli.demo;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ways for a record to be wrong. The first two don't decode; the others decode to a bad value. */
enum Malformation {
  TRUNCATED {
    @Override
    byte[] bytes(Transaction t, RandomGenerator random) {
      byte[] whole = DemoSchemas.encode(t);
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
  },
  RANDOM {
    @Override
    byte[] bytes(Transaction t, RandomGenerator random) {
      byte[] noise = new byte[40];
      random.nextBytes(noise);
      // The zigzag of -1: a length that no string has. Noise alone might decode by chance.
      noise[0] = 1;
      return noise;
    }
  },
  NOT_A_NUMBER {
    @Override
    byte[] bytes(Transaction t, RandomGenerator random) {
      return DemoSchemas.encode(t.withAmount(Double.NaN));
    }
  },
  OUT_OF_RANGE {
    @Override
    byte[] bytes(Transaction t, RandomGenerator random) {
      double amount = random.nextBoolean() ? -1 - t.amount() : t.amount() + Transaction.MAX_AMOUNT;
      return DemoSchemas.encode(t.withAmount(amount));
    }
  };

  private static final Malformation[] ALL = values();

  abstract byte[] bytes(Transaction t, RandomGenerator random);

  static byte[] malform(Transaction t, RandomGenerator random) {
    return ALL[random.nextInt(ALL.length)].bytes(t, random);
  }
}
