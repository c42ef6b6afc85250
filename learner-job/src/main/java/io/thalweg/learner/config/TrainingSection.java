package io.thalweg.learner.config;

import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.Experts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.config.OptimizerConfig;
import io.thalweg.model.optimize.OptimizerSpec;
import java.time.Duration;

/** Reads {@code training}. Stateless. */
final class TrainingSection {
  private static final long MAX_FLOATS_OF_A_STEP = Integer.MAX_VALUE / Float.BYTES;

  /** The training of a model of this network, whose steps have to find room in the engine. */
  static TrainingConfig read(ConfigNode node, ModelSpec model) {
    return read(node, model, replaySteps(node, replays(node)));
  }

  private static boolean replays(ConfigNode node) {
    return node.doubleIn("replay-per-fresh", 0, 64, 1) > 0;
  }

  /** As {@link #read(ConfigNode, ModelSpec)}, with so many steps a batch. */
  static TrainingConfig read(ConfigNode node, ModelSpec model, int replaySteps) {
    double replayPerFresh = node.doubleIn("replay-per-fresh", 0, 64, 1);
    ConfigNode optimizer =
        node.required("optimizer", "a mapping such as {type: adam, learning-rate: 0.001}");
    TrainingConfig training =
        new TrainingConfig(
            node.intIn("batch", 1, 65_536, 32),
            replayPerFresh,
            replaySteps,
            OptimizerConfig.optimizer(optimizer),
            OptimizerConfig.descent(optimizer, node.intIn("accumulate", 1, 1024, 1)),
            StrategySection.read(node, replayPerFresh > 0),
            DistillationSection.teacher(node));
    requireRoom(node, training, model);
    if (model.architecture() instanceof Experts) {
      requireForExperts(node, training);
    }
    return training;
  }

  private static void requireForExperts(ConfigNode node, TrainingConfig training) {
    StrategySpec strategy = training.strategy();
    if (!(strategy.rehearsal() instanceof Rehearsal.ExperienceReplay)
        || !strategy.regularizations().isEmpty()) {
      String want = "er beside model.type: experts, which forget nothing that another learns";
      throw node.required("strategy", want).refuse(want);
    }
    if (training.descent().accumulate() > 1) {
      throw node.required("accumulate")
          .refuse("1 beside model.type: experts, each of which has gradients of its own");
    }
    if (training.optimizer() instanceof OptimizerSpec.Adafactor) {
      String want = "any other beside model.type: experts, each of which has moments of its own";
      throw node.required("optimizer", want).refuse(want);
    }
  }

  /** The engine takes the rows of a step in one buffer. */
  private static void requireRoom(ConfigNode node, TrainingConfig training, ModelSpec model) {
    int columns = Math.max(model.inputWidth(), model.head().outputs());
    if ((long) training.maxRows() * columns > MAX_FLOATS_OF_A_STEP) {
      String want =
          "less, or replay less: fresh and replayed rows of a step are up to %d of %d columns, want up to %d numbers"
              .formatted(training.maxRows(), columns, MAX_FLOATS_OF_A_STEP);
      throw node.required("batch", want).refuse(want);
    }
  }

  private static int replaySteps(ConfigNode node, boolean replays) {
    int steps = node.intIn("replay-steps", 1, 64, replays ? 3 : 1);
    if (steps > 1 && !replays) {
      throw node.required("replay-steps").refuse("1, because training.replay-per-fresh is 0");
    }
    return steps;
  }

  static Duration flushAfter(ConfigNode training, boolean deterministic) {
    if (!deterministic) {
      return training.duration("flush-after", Duration.ofMillis(200));
    }
    if (training.has("flush-after")) {
      throw training.required("flush-after").refuse(PipelineFile.CLOCK);
    }
    return Duration.ZERO;
  }

  static EngineChoice engine(ConfigNode training, boolean deterministic) {
    EngineChoice engine = training.oneOf("engine", EngineChoice.class, EngineChoice.DJL);
    if (deterministic && engine == EngineChoice.AUTO) {
      throw training
          .required("engine")
          .refuse("djl or own, because deterministic is true and engines differ in the last bits");
    }
    return engine;
  }

  private TrainingSection() {}
}
