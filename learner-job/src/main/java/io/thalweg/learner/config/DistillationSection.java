package io.thalweg.learner.config;

import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.ServedTeacher;
import io.thalweg.model.Experts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.schemas.Topics;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code training.distillation}. Stateless. */
final class DistillationSection {
  private static final double MOST = 1e9;
  private static final Duration WINDOW = Duration.ofHours(1);

  /** What is lost of a server's answers; null where there is no such section. */
  static @Nullable ServedTeacher teacher(ConfigNode training) {
    if (!training.has("distillation")) {
      return null;
    }
    ConfigNode node = training.section("distillation");
    return new ServedTeacher(
        node.doubleIn("weight", 1e-9, MOST, 0.5), node.doubleIn("temperature", 1e-3, MOST, 2));
  }

  /** Where the answers come from. */
  static Optional<PredictionsSpec> predictions(
      ConfigNode root, ModelSpec model, TrainingConfig training) {
    if (training.served() == null) {
      return Optional.empty();
    }
    ConfigNode node = root.section("training").section("distillation");
    requireFits(root, node, model, training);
    return Optional.of(
        new PredictionsSpec(
            node.string("topic", Topics.predictions(model.name())),
            model.name(),
            model.head().outputs(),
            node.duration("window", WINDOW)));
  }

  private static void requireFits(
      ConfigNode root, ConfigNode node, ModelSpec model, TrainingConfig training) {
    if (!ServedTeacher.canTeach(model.head())) {
      throw node.refuse(
          "nothing, because model.head is neither binary nor multiclass, and only those are distilled");
    }
    if (model.head().outputsAtStart() < model.head().outputs()) {
      throw node.refuse(
          "nothing beside model.head.grow-to, whose servers answer with fewer classes");
    }
    if (root.bool("deterministic", false)) {
      throw node.refuse(
          "nothing, because deterministic is true and a server's answers come in no order");
    }
    if (model.architecture() instanceof Experts) {
      throw node.refuse("nothing beside model.type: experts, of which another may have answered");
    }
    if (!(training.strategy().rehearsal() instanceof Rehearsal.ExperienceReplay)) {
      throw node.refuse(
          "nothing beside der, der++, agem and mir, or take er, ewc, si or lwf for"
              + " training.strategy");
    }
    if (root.has("challengers")) {
      throw node.refuse("nothing beside challengers, which excludes it; take one of the two out");
    }
  }

  private DistillationSection() {}
}
