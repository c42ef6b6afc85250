package io.thalweg.cli.generate;

import io.thalweg.cli.demo.Payments;
import io.thalweg.ingestion.generate.Column;
import io.thalweg.ingestion.generate.Concept;
import io.thalweg.ingestion.generate.Concepts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** The streams that there are, each with the concepts that drifts lead through. */
public enum StreamKind {
  /** Street, Kim (2001): the paper's four thresholds, a tenth of the classes turned round. */
  SEA,
  /** Agrawal, Imielinski, Swami (1993): the paper's ten functions. */
  AGRAWAL,
  /** Hulten, Spencer, Domingos (2001): four hyperplanes that rotate. */
  HYPERPLANE,
  /** As MOA has it: four sets of fifty centres that move, of five classes. */
  RBF,
  /** Breiman et al. (1984): none, three, five and seven segments have changed places. */
  LED,
  /** Card payments, under three regimes of fraud. */
  TRANSACTIONS;

  /** What is known of a column of numbers, for values out of it. */
  record Bounds(String column, double min, double max) {}

  private static final int SEEDED = 4;
  private static final Set<String> SKEWED =
      Set.of("amount", "paymentsLastHour", "distanceKm", "minutesSinceLast", "deviceAgeDays");

  /** As a user writes it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Made anew: some move. */
  List<Concept> concepts(long seed) {
    return switch (this) {
      case SEA -> each(threshold -> Concepts.sea(threshold, 0.1), 8, 9, 7, 9.5);
      case AGRAWAL ->
          IntStream.rangeClosed(1, 10)
              .mapToObj(function -> Concepts.agrawal(function, 0.05))
              .toList();
      case HYPERPLANE -> seeded(seed, s -> Concepts.hyperplane(10, 0.001, 0.05, s));
      case RBF -> seeded(seed, s -> Concepts.randomRbf(10, 5, 50, 0.0001, s));
      case LED -> each(swapped -> Concepts.led((int) swapped, 0.1), 0, 3, 5, 7);
      case TRANSACTIONS -> Payments.regimes();
    };
  }

  private static List<Concept> each(DoubleFunction<Concept> concept, double... parameters) {
    return Arrays.stream(parameters).mapToObj(concept).toList();
  }

  private static List<Concept> seeded(long seed, LongFunction<Concept> concept) {
    SplittableRandom seeds = new SplittableRandom(seed);
    return IntStream.range(0, SEEDED).mapToObj(i -> concept.apply(seeds.nextLong())).toList();
  }

  /** How many concepts drifts lead through. */
  public int conceptCount() {
    return concepts(0).size();
  }

  /** Of the column whose values bad records put out of range. */
  Optional<Bounds> bounds() {
    return switch (this) {
      case SEA -> Optional.of(new Bounds("a", 0, 10));
      case AGRAWAL -> Optional.of(new Bounds("salary", 20_000, 150_000));
      case HYPERPLANE -> Optional.of(new Bounds("x0", 0, 1));
      case RBF -> Optional.of(new Bounds("x0", -100, 100));
      case LED -> Optional.empty();
      case TRANSACTIONS -> Optional.of(new Bounds("amount", 0, 100_000));
    };
  }

  /** The column that says whose an event is; empty where each stands for itself. */
  Optional<String> key() {
    return this == TRANSACTIONS ? Optional.of("account") : Optional.empty();
  }

  /** Whether a column of numbers is log-normal or counts. */
  boolean isSkewed(Column column) {
    return SKEWED.contains(column.name());
  }
}
