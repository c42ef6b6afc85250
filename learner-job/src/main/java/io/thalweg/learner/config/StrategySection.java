package io.thalweg.learner.config;

import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code training.strategy}: a mapping, or a list of them where there are several. Confined
 * to its call.
 */
final class StrategySection {
  private static final String TYPES = "one of er, der, der++, agem, mir, ewc, si, lwf";
  private static final double MOST = 1e9;
  private static final long CONSOLIDATE_EVERY = 100_000;
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;

  private final boolean replays;
  private final List<Regularization> regularizations = new ArrayList<>();
  private @Nullable Rehearsal rehearsal;

  private StrategySection(boolean replays) {
    this.replays = replays;
  }

  /**
   * The strategy of {@code training}.
   *
   * @param replays whether any row is replayed
   */
  static StrategySpec read(ConfigNode training, boolean replays) {
    if (!training.has("strategy")) {
      refuseConsolidation(training);
      return StrategySpec.NONE;
    }
    StrategySection section = new StrategySection(replays);
    ConfigNode node = training.required("strategy");
    if (node.isMapping()) {
      section.add(node);
    } else if (node.isScalar()) {
      throw node.refuse("a mapping such as {type: er}, or a list of them");
    } else {
      node.elements().forEach(section::add);
      if (node.elements().isEmpty()) {
        throw node.refuse("at least one strategy, or leave the key out");
      }
    }
    return section.spec(training);
  }

  private static void refuseConsolidation(ConfigNode training) {
    if (training.has("consolidate-every")) {
      throw training
          .required("consolidate-every")
          .refuse("nothing, because no strategy of this pipeline is ewc, si or lwf");
    }
  }

  private StrategySpec spec(ConfigNode training) {
    if (regularizations.isEmpty()) {
      refuseConsolidation(training);
    }
    long every = training.longIn("consolidate-every", 1, MOST_EXAMPLES, CONSOLIDATE_EVERY);
    return StrategySpec.of(
        rehearsal == null ? new Rehearsal.ExperienceReplay() : rehearsal,
        regularizations,
        regularizations.isEmpty() ? 0 : every);
  }

  private void add(ConfigNode node) {
    String type = node.string("type");
    switch (type) {
      case "er" -> rehearse(node, new Rehearsal.ExperienceReplay());
      case "der" -> rehearse(node, new Rehearsal.DarkExperience(alpha(node), 0));
      case "der++" ->
          rehearse(
              node,
              new Rehearsal.DarkExperience(
                  node.doubleIn("alpha", 0, MOST, 0.5), factor(node, "beta", 0.5)));
      case "agem" -> rehearse(node, new Rehearsal.AveragedGradient());
      case "mir" ->
          rehearse(node, new Rehearsal.MaximalInterference(node.intIn("candidates", 2, 64, 5)));
      case "ewc" ->
          regularize(
              node,
              new Regularization.Ewc(
                  factor(node, "lambda", 1),
                  node.doubleIn("gamma", 0, 1, 1),
                  node.intIn("fisher-rows", 1, 65_536, 4)));
      case "si" ->
          regularize(
              node, new Regularization.Si(factor(node, "lambda", 0.5), factor(node, "damping", 1)));
      case "lwf" ->
          regularize(
              node,
              new Regularization.Lwf(factor(node, "lambda", 1), factor(node, "temperature", 2)));
      default -> throw node.required("type").refuse(TYPES);
    }
  }

  private static double alpha(ConfigNode node) {
    return factor(node, "alpha", 0.5);
  }

  /** What weighs nothing had better not be written down. */
  private static double factor(ConfigNode node, String key, double otherwise) {
    return node.doubleIn(key, 1e-9, MOST, otherwise);
  }

  private void rehearse(ConfigNode node, Rehearsal found) {
    if (!replays) {
      throw node.required("type")
          .refuse(
              "ewc, si or lwf, because training.replay-per-fresh is 0 and nothing is replayed, or"
                  + " raise that");
    }
    if (rehearsal != null) {
      throw node.required("type")
          .refuse(
              "ewc, si or lwf, because replayed rows are used in one way, which is named above");
    }
    rehearsal = found;
  }

  private void regularize(ConfigNode node, Regularization found) {
    for (Regularization r : regularizations) {
      if (r.getClass() == found.getClass()) {
        throw node.required("type").refuse("each strategy once");
      }
    }
    regularizations.add(found);
  }
}
