package io.thalweg.serving.metrics;

import io.thalweg.serving.stats.Distribution.Buckets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Samples of one name, taken when somebody asks. Thread-safe if its samples are. */
public sealed interface Family permits Family.Counts, Family.Gauges, Family.Histograms {
  /** Without the suffix {@code _total}. */
  String name();

  /** What it is, in one sentence. */
  String help();

  /**
   * A number with what it is about.
   *
   * @param labels names and values
   */
  record Sample(Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }

    /** The only one of its family. */
    public static List<Sample> only(double value) {
      return List.of(new Sample(Map.of(), value));
    }
  }

  /** Counts since the server started. */
  record Counts(String name, String help, Supplier<List<Sample>> samples) implements Family {}

  /** What is so at the moment. */
  record Gauges(String name, String help, Supplier<List<Sample>> samples) implements Family {}

  /**
   * A distribution with what it is about.
   *
   * @param bounds ascending upper bounds in the base unit; {@code buckets} has one bucket more
   * @param scale of the base unit in what {@code buckets} sums
   */
  record Spread(Map<String, String> labels, List<Double> bounds, Buckets buckets, double scale) {
    public Spread {
      labels = Map.copyOf(labels);
      bounds = List.copyOf(bounds);
    }
  }

  /** Counts of values by their size, since the server started. */
  record Histograms(String name, String help, Supplier<List<Spread>> spreads) implements Family {}
}
