package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.config.OptimizerConfig;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How something is learned. Immutable.
 *
 * @param strategy as the user writes it
 * @param buffer rows that are stored
 * @param hidden units of the layers before the head
 * @param optimizer a type of a pipeline's
 * @param alpha of DER's distance from stored logits
 * @param beta of DER++'s second loss
 * @param lambda of EWC, SI and LwF
 * @param batch fresh rows in a step
 * @param replayBatch rows of each draw
 * @param replaySteps steps with each batch
 */
record Setup(
    String strategy,
    int buffer,
    List<Integer> hidden,
    String optimizer,
    double learningRate,
    double alpha,
    double beta,
    double lambda,
    int batch,
    int replayBatch,
    int replaySteps,
    int epochs) {
  private static final int BATCH = 128;

  /** Of a step, as in a pipeline. */
  private static final int MOST_ROWS = 65_536;

  private static final int MOST_STORED = 500_000_000;

  private static final double LEAST_RATE = 1e-9;
  private static final double MOST_RATE = 10;

  /** Where the user says nothing. */
  static final Setup DEFAULT = of("er", 500, 0.1, 0.5, 0.5);

  Setup {
    hidden = List.copyOf(hidden);
  }

  /** With the network, batches and single epoch of Buzzega et al. (2020) on permuted MNIST. */
  static Setup of(String strategy, int buffer, double learningRate, double alpha, double beta) {
    return new Setup(
        strategy,
        buffer,
        List.of(100, 100),
        "sgd",
        learningRate,
        alpha,
        beta,
        1,
        BATCH,
        BATCH,
        1,
        1);
  }

  /** With what the user says otherwise. */
  Setup with(ContinualOptions o) {
    String by = or(o.optimizer(), optimizer);
    double rate = by.equals(optimizer) ? learningRate : rateOf(by);
    Setup changed =
        new Setup(
            StrategyName.normal(or(o.strategy(), strategy)),
            or(o.buffer(), buffer),
            or(o.hidden(), hidden),
            by,
            or(o.learningRate(), rate),
            or(o.alpha(), alpha),
            or(o.beta(), beta),
            or(o.lambda(), lambda),
            or(o.batch(), batch),
            or(o.replayBatch(), o.batch() == null ? replayBatch : o.batch()),
            or(o.replaySteps(), replaySteps),
            or(o.epochs(), epochs));
    changed.requireSense();
    return changed;
  }

  private static <T> T or(@Nullable T said, T otherwise) {
    return said == null ? otherwise : said;
  }

  private void requireSense() {
    requireAtLeast("--batch", batch, 1);
    requireAtLeast("--replay-batch", replayBatch, 1);
    requireAtLeast("--replay-steps", replaySteps, 1);
    requireAtMost("--batch", batch, MOST_ROWS);
    requireAtMost("--replay-batch", replayBatch, MOST_ROWS);
    requireAtMost("--buffer", buffer, MOST_STORED);
    requireAtLeast("--epochs", epochs, 1);
    requireAtLeast("--buffer", buffer, replays() ? 1 : 0);
    hidden.forEach(units -> requireAtLeast("--hidden", units, 1));
    requireNumber("--alpha", alpha);
    requireNumber("--beta", beta);
    requireNumber("--lambda", lambda);
    if (!(learningRate >= LEAST_RATE && learningRate <= MOST_RATE)) {
      throw new BenchException("--lr is %s; say a number from 1e-9 to 10".formatted(learningRate));
    }
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new BenchException("%s is %d; say %d or more".formatted(option, value, least));
    }
  }

  private static void requireAtMost(String option, int value, int most) {
    if (value > most) {
      throw new BenchException("%s is %d; say %d or less".formatted(option, value, most));
    }
  }

  private static void requireNumber(String option, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new BenchException("%s is %s; say a number of 0 or more".formatted(option, value));
    }
  }

  StrategyName strategyName() {
    return StrategyName.parse(strategy, this);
  }

  boolean replays() {
    return strategyName().rehearsal() != null;
  }

  OptimizerSpec optimizerSpec() {
    return OptimizerConfig.optimizer(optimizerNode());
  }

  /** As in a pipeline: adamw and lamb let weights decay. */
  DescentSpec descentSpec() {
    return OptimizerConfig.descent(optimizerNode(), 1);
  }

  private ConfigNode optimizerNode() {
    return ConfigFile.parse(
        "--optimizer", "{type: %s, learning-rate: %s}".formatted(optimizer, learningRate));
  }

  /** The rate that a pipeline has where it says none. */
  private static double rateOf(String optimizer) {
    if (!OptimizerConfig.names().contains(optimizer)) {
      throw new BenchException(
          "--optimizer has no '%s'; say one of %s"
              .formatted(optimizer, String.join(", ", OptimizerConfig.names())));
    }
    ConfigNode named = ConfigFile.parse("--optimizer", "{type: %s}".formatted(optimizer));
    return Double.parseDouble(Float.toString(OptimizerConfig.optimizer(named).learningRate()));
  }
}
