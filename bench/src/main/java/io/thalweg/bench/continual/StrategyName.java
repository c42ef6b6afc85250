package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the user calls a strategy: one way of rehearsal, regularizations, how it is tested,
 * separated by commas. Immutable.
 *
 * @param rehearsal null where nothing is replayed
 * @param nearestMean whether tests go by the nearest class mean of what is stored
 */
record StrategyName(
    String text,
    @Nullable Rehearsal rehearsal,
    List<Regularization> regularizations,
    boolean nearestMean) {
  private static final String KNOWN = "sgd, er, der, der++, agem, mir, ewc, si, lwf, ncm";
  private static final Set<String> REHEARSALS = Set.of("er", "der", "der++", "agem", "mir");
  private static final int CANDIDATES = 5;
  private static final int FISHER_ROWS = 4;

  StrategyName {
    regularizations = List.copyOf(regularizations);
  }

  /** With one name for each thing. */
  static String normal(String text) {
    return text.replace("derpp", "der++").replace(" ", "");
  }

  static StrategyName parse(String text, Setup setup) {
    Rehearsal rehearsal = null;
    List<Regularization> regularizations = new ArrayList<>();
    TreeSet<String> seen = new TreeSet<>();
    for (String written : text.split(",", -1)) {
      String name = written.strip();
      if (!seen.add(name)) {
        throw new BenchException("--strategy has '%s' twice; say it once".formatted(name));
      }
      if (REHEARSALS.contains(name)) {
        if (rehearsal != null) {
          throw new BenchException(
              "--strategy %s replays in two ways; say one of er, der, der++, agem, mir"
                  .formatted(text));
        }
        rehearsal = rehearsal(name, setup);
      } else {
        regularization(name, setup).ifPresent(regularizations::add);
      }
    }
    if (seen.contains("sgd") && seen.size() > 1) {
      throw new BenchException("--strategy sgd is nothing but gradient descent; say it alone");
    }
    boolean nearestMean = seen.contains("ncm");
    if (nearestMean && rehearsal == null) {
      throw new BenchException("--strategy ncm tests by what is stored; say er,ncm");
    }
    return new StrategyName(text, rehearsal, regularizations, nearestMean);
  }

  private static Rehearsal rehearsal(String name, Setup setup) {
    return switch (name) {
      case "der" -> new Rehearsal.DarkExperience(setup.alpha(), 0);
      case "der++" -> new Rehearsal.DarkExperience(setup.alpha(), setup.beta());
      case "agem" -> new Rehearsal.AveragedGradient();
      case "mir" -> new Rehearsal.MaximalInterference(CANDIDATES);
      default -> new Rehearsal.ExperienceReplay();
    };
  }

  private static Optional<Regularization> regularization(String name, Setup setup) {
    return switch (name) {
      case "ewc" -> Optional.of(new Regularization.Ewc(setup.lambda(), 1, FISHER_ROWS));
      case "si" -> Optional.of(new Regularization.Si(setup.lambda(), 1));
      case "lwf" -> Optional.of(new Regularization.Lwf(setup.lambda(), 2));
      case "sgd", "ncm" -> Optional.empty();
      default ->
          throw new BenchException(
              "--strategy has no '%s'; say one of %s, or several with commas"
                  .formatted(name, KNOWN));
    };
  }

  StrategySpec spec() {
    return StrategySpec.of(
        rehearsal == null ? new Rehearsal.ExperienceReplay() : rehearsal, regularizations, 0);
  }
}
