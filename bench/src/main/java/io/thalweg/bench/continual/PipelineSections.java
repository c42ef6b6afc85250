package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.model.ModelSpec;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.Retention;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A setup as sections of a pipeline file with two learners. Each has half of the stream, of a
 * batch, of the draw and of the buffer, so that both together make as many steps with as many rows
 * as the plain loop does. Of the rows an eighth is in memory, as far as a learner can do with so
 * little. Immutable.
 */
record PipelineSections(Setup setup, ModelSpec model, long seed) {
  /** The field of the numbers. */
  static final String FIELD = "x";

  private static final int LEARNERS = 2;
  private static final int WARM_BYTES = 1 << 20;
  private static final int SHARE_OF_ROWS_IN_MEMORY = 8;
  private static final int ROUND_STEPS = 8;

  String text() {
    return String.join("\n", features(), network(), training(), replay(), rounds(), "");
  }

  /** Refuses what such a pipeline can't do. */
  static void requireSense(Setup setup) {
    StrategyName name = setup.strategyName();
    if (!name.regularizations().isEmpty()) {
      throw new BenchException(
          "--through flink can't do %s, which wants to know where a task ends; say one of sgd, er, der, der++, agem, mir"
              .formatted(setup.strategy()));
    }
    if (name.nearestMean()) {
      throw new BenchException(
          "--through flink can't do ncm, whose rows lie in the job; say er without it");
    }
    if (setup.batch() % LEARNERS != 0) {
      throw new BenchException(
          "--batch is %d, which %d learners can't share; say a multiple of %d"
              .formatted(setup.batch(), LEARNERS, LEARNERS));
    }
  }

  private int batch() {
    return setup.batch() / LEARNERS;
  }

  private String features() {
    return """
    learners: %d
    features:
      - {name: %s, type: vector, size: %d}\
    """
        .formatted(LEARNERS, FIELD, model.inputWidth());
  }

  private String network() {
    String layers =
        setup.hidden().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    return """
    model:
      %s
      head: {type: multiclass, classes: %d}
      seed: %d
      warm-start: weights.safetensors\
    """
        .formatted(
            setup.hidden().isEmpty() ? "type: logistic" : "layers: " + layers,
            model.head().outputs(),
            seed);
  }

  private String training() {
    return String.format(
        Locale.ROOT,
        """
        training:
          batch: %d
          replay-per-fresh: %s
          replay-steps: %d
          flush-after: 1h
          %s
          optimizer: {type: %s, learning-rate: %s}\
        """,
        batch(),
        setup.replays() ? (double) setup.replayBatch() / setup.batch() : 0.0,
        setup.replays() ? setup.replaySteps() : 1,
        strategy(),
        setup.optimizer(),
        setup.learningRate());
  }

  private String strategy() {
    String name = setup.strategy();
    return switch (name) {
      case "sgd" -> "";
      case "der" -> "strategy: {type: der, alpha: %s}".formatted(setup.alpha());
      case "der++" ->
          "strategy: {type: der++, alpha: %s, beta: %s}".formatted(setup.alpha(), setup.beta());
      default -> "strategy: {type: %s}".formatted(name);
    };
  }

  private String replay() {
    if (!setup.replays()) {
      return "";
    }
    GroupRange half = new GroupRange(0, PipelineConfig.GROUPS / LEARNERS - 1);
    ReplayConfig table = table(0, 1);
    long rowsBytes = (long) half.size() * table.capacityPerGroup() * table.rowBytes();
    long hot = Math.max(table.leastHotBytes(half), rowsBytes / SHARE_OF_ROWS_IN_MEMORY);
    long cold = 4 * rowsBytes + (64 << 20);
    return """
    replay:
      capacity: %d
      hot-memory: %d
      warm-memory: %d
      warm-disk: %d
      cold-disk: %d
      seed: %d\
    """
        .formatted(
            setup.buffer(), hot, WARM_BYTES, table(0, cold).leastWarmDiskBytes(half), cold, seed);
  }

  private ReplayConfig table(long warmDisk, long coldDisk) {
    return new ReplaySpec(
            setup.buffer(),
            1,
            Retention.RESERVOIR,
            new ReplaySpec.Uniform(),
            Duration.ZERO,
            new ReplaySpec.Tiers(0, WARM_BYTES, warmDisk, coldDisk),
            seed)
        .table(model.rowLayout(), PipelineConfig.GROUPS)
        .withColumns(setup.strategyName().spec().columnBytes(model.head().outputs()));
  }

  /** Averaged after so many steps of each learner. */
  private String rounds() {
    return "rounds: {every-examples: %d}".formatted((long) ROUND_STEPS * batch() * LEARNERS);
  }
}
