package io.thalweg.ingestion.generate;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** Ways for a record to be wrong. The first two don't decode; the others decode to a bad value. */
public enum Malformation {
  TRUNCATED {
    @Override
    byte[] bytes(Victim record, RandomGenerator random) {
      byte[] whole = record.bytes();
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
  },
  RANDOM {
    @Override
    byte[] bytes(Victim record, RandomGenerator random) {
      byte[] noise = new byte[40];
      random.nextBytes(noise);
      // The zigzag of -1: a length that no string has. Noise alone might decode by chance.
      noise[0] = 1;
      return noise;
    }
  },
  NOT_A_NUMBER {
    @Override
    byte[] bytes(Victim record, RandomGenerator random) {
      return record.bytesWith(Double.NaN);
    }
  },
  OUT_OF_RANGE {
    @Override
    byte[] bytes(Victim record, RandomGenerator random) {
      double by = Math.abs(record.number().orElseThrow());
      return record.bytesWith(random.nextBoolean() ? record.min() - 1 - by : record.max() + by);
    }
  };

  private static final List<Malformation> ALL = List.of(values());
  private static final List<Malformation> OF_BYTES = List.of(TRUNCATED, RANDOM);

  /** A good record, which begins with a string. */
  public interface Victim {
    byte[] bytes();

    /** A number in it, not 0, of which it is known where it lies; empty where there is none. */
    OptionalDouble number();

    /** The least that the number may be. */
    double min();

    /** The most that the number may be, 0 or more. */
    double max();

    /** The record with another number in that place. */
    byte[] bytesWith(double number);
  }

  abstract byte[] bytes(Victim record, RandomGenerator random);

  /** The record in one of these ways, each as likely. */
  public static byte[] malform(Victim record, RandomGenerator random) {
    List<Malformation> ways = record.number().isPresent() ? ALL : OF_BYTES;
    return ways.get(random.nextInt(ways.size())).bytes(record, random);
  }
}
