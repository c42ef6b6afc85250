package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.model.optimize.OptimizerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How something is learned. Immutable.
 *
 * @param strategy as the user writes it
 * @param buffer rows that are stored
 * @param hidden units of the layers before the head
 * @param optimizer {@code sgd} or {@code adam}
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
    Setup changed =
        new Setup(
            StrategyName.normal(or(o.strategy(), strategy)),
            or(o.buffer(), buffer),
            or(o.hidden(), hidden),
            or(o.optimizer(), optimizer),
            or(o.learningRate(), learningRate),
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
    requireNumber("--alpha", alpha, 0);
    requireNumber("--beta", beta, 0);
    requireNumber("--lambda", lambda, 0);
    requireNumber("--lr", learningRate, Float.MIN_NORMAL);
    optimizerSpec();
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

  private static void requireNumber(String option, double value, double least) {
    if (!(value >= least) || Double.isInfinite(value)) {
      throw new BenchException(
          "%s is %s; say a number %s"
              .formatted(option, value, least == 0 ? "of 0 or more" : "above 0"));
    }
  }

  StrategyName strategyName() {
    return StrategyName.parse(strategy, this);
  }

  boolean replays() {
    return strategyName().rehearsal() != null;
  }

  OptimizerSpec optimizerSpec() {
    float rate = (float) learningRate;
    return switch (optimizer) {
      case "sgd" -> new OptimizerSpec.Sgd(rate, 0);
      case "adam" -> OptimizerSpec.Adam.defaults(rate);
      default ->
          throw new BenchException(
              "--optimizer has no '%s'; say one of sgd, adam".formatted(optimizer));
    };
  }
}
