package io.thalweg.learner.config;

import io.thalweg.learner.train.CandidateSpec;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.Experts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code challengers}. Confined to its call. */
final class ChallengersSection {
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;
  private static final int MOST_CHALLENGERS = 64;

  /** What is the same for all who learn from the same batches, or predict the same. */
  private static final Set<String> COMMON_TRAINING =
      Set.of("batch", "replay-steps", "flush-after", "engine", "distillation");

  private static final Set<String> COMMON_MODEL = Set.of("head", "seed", "warm-start");

  private final ConfigNode root;
  private final ModelSpec model;
  private final TrainingConfig training;

  private ChallengersSection(ConfigNode root, ModelSpec model, TrainingConfig training) {
    this.root = root;
    this.model = model;
    this.training = training;
  }

  /**
   * Of a whole file.
   *
   * @param model of the pipeline itself, and {@code training} likewise
   */
  static RaceSpec read(ConfigNode root, ModelSpec model, TrainingConfig training) {
    if (!root.has("challengers")) {
      return RaceSpec.NONE;
    }
    ConfigNode node = root.section("challengers");
    if (model.head().outputs() > model.head().outputsAtStart()) {
      throw node.refuse("nothing beside model.head.grow-to, which has no challengers");
    }
    if (model.architecture() instanceof Experts) {
      throw node.refuse(
          "nothing beside model.type: experts, which excludes it; take one of the two out");
    }
    ConfigNode reactions = root.section("drift").section("reactions");
    if (reactions.has("rounds")) {
      throw reactions
          .required("rounds")
          .refuse("nothing beside challengers, whose test needs rounds that don't follow losses");
    }
    return new ChallengersSection(root, model, training).race(node);
  }

  private RaceSpec race(ConfigNode node) {
    List<CandidateSpec> candidates = candidates(node);
    int atOnce = node.intIn("at-once", 1, MOST_CHALLENGERS, 4);
    requireRoom(node, candidates, atOnce);
    return new RaceSpec(
        candidates,
        node.doubleIn("confidence", 0.5, 0.9999, 0.95),
        node.longIn("min-examples", 0, MOST_EXAMPLES, 1_000),
        node.longIn("halve-every", 1, MOST_EXAMPLES, 20_000),
        atOnce,
        node.intIn("learn-every", 1, 1_000, 1),
        node.intIn("block", 1, 65_536, 32),
        clip(node));
  }

  /** A round carries all of them in one vector. */
  private void requireRoom(ConfigNode node, List<CandidateSpec> candidates, int atOnce) {
    long largest =
        candidates.stream()
            .mapToLong(c -> c.model().parameterLayout().length())
            .sorted()
            .skip(Math.max(0, candidates.size() - atOnce))
            .sum();
    long most = Integer.MAX_VALUE / Float.BYTES;
    if (model.parameterLayout().length() + largest > most) {
      throw node.refuse(
          "fewer at-once or smaller ones: with the champion they have more than %d parameters"
              .formatted(most));
    }
  }

  /** What it costs to guess among all classes; losses of other heads have no scale of their own. */
  private double clip(ConfigNode node) {
    int classes = model.head().classes();
    if (classes >= 2) {
      return node.doubleIn("clip", 1e-9, 1e9, Math.log(classes));
    }
    node.required(
        "clip", "a difference of two losses that is large, because the head has no classes");
    return node.doubleIn("clip", 1e-9, 1e9);
  }

  private List<CandidateSpec> candidates(ConfigNode node) {
    String want = "a list such as [{name: faster, training: {optimizer: {learning-rate: 0.01}}}]";
    List<CandidateSpec> candidates = new ArrayList<>();
    ConfigNode list = node.required("candidates", want);
    for (ConfigNode each : list.elements()) {
      CandidateSpec candidate = candidate(each);
      if (candidates.stream().anyMatch(c -> c.name().equals(candidate.name()))) {
        throw each.required("name").refuse("another name, because a challenger has it already");
      }
      candidates.add(candidate);
    }
    if (candidates.isEmpty() || candidates.size() > MOST_CHALLENGERS) {
      throw list.refuse("1 to %d challengers".formatted(MOST_CHALLENGERS));
    }
    return candidates;
  }

  private CandidateSpec candidate(ConfigNode node) {
    String name = node.string("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw node.required("name").refuse("1 to 64 letters, digits, '-', '_' or '.'");
    }
    if (!node.has("model") && !node.has("training")) {
      throw node.refuse(
          "training or model beside the name, for what the challenger does otherwise");
    }
    ModelSpec own = model(node);
    return new CandidateSpec(name, own, training(node, own));
  }

  private ModelSpec model(ConfigNode node) {
    if (!node.has("model")) {
      return model;
    }
    ConfigNode changes = node.section("model");
    refuse(changes, COMMON_MODEL, "nothing, because it is the same for all challengers");
    ConfigNode common = root.section("model");
    // Another architecture has other keys.
    ConfigNode base = changes.has("type") ? common.only(COMMON_MODEL) : common;
    ModelSpec own = ModelConfig.model(model.name(), model.features(), base.with(changes));
    if (own.architecture() instanceof Experts) {
      throw changes
          .required("type")
          .refuse(
              "another type: experts exclude challengers, so give them a pipeline of their own");
    }
    return own;
  }

  private TrainingConfig training(ConfigNode node, ModelSpec own) {
    ConfigNode changes = node.section("training");
    refuse(changes, COMMON_TRAINING, "nothing, because challengers learn the pipeline's batches");
    TrainingConfig config =
        TrainingSection.read(root.section("training").with(changes), own, training.replaySteps());
    if (config.strategy().rehearsal().storesLogits()
        && !training.strategy().rehearsal().storesLogits()) {
      throw changes
          .required("strategy")
          .refuse("no der or der++, because the pipeline's own strategy stores no logits for them");
    }
    return config.withNegatives(training.negatives());
  }

  private static void refuse(ConfigNode changes, Set<String> common, String want) {
    for (String key : common) {
      if (changes.has(key)) {
        throw changes.required(key).refuse(want);
      }
    }
  }
}
