package io.thalweg.model.config;

import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.model.optimize.RateSchedule;
import io.thalweg.model.optimize.RateSchedule.Fall;
import io.thalweg.model.optimize.WeightDecay;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The mapping of an optimizer: its constants, and how gradients become its steps. Stateless. */
public final class OptimizerConfig {
  private static final long MAX_STEPS = 1_000_000_000_000L;

  private enum Type {
    SGD,
    NESTEROV,
    ADAGRAD,
    RMSPROP,
    ADAM,
    ADAMW,
    LAMB,
    LARS,
    ADAFACTOR,
    FTRL
  }

  private enum Shape {
    CONSTANT,
    COSINE,
    STEPS,
    EXPONENTIAL,
    INVERSE_SQRT
  }

  private OptimizerConfig() {}

  /** What {@code type} may be. */
  public static List<String> names() {
    return Arrays.stream(Type.values()).map(t -> t.name().toLowerCase(Locale.ROOT)).toList();
  }

  public static OptimizerSpec optimizer(ConfigNode node) {
    return switch (node.oneOf("type", Type.class)) {
      case SGD -> new OptimizerSpec.Sgd(rate(node, 0.01), momentum(node, 0));
      case NESTEROV -> new OptimizerSpec.Nesterov(rate(node, 0.01), momentum(node, 0.9));
      case ADAGRAD -> new OptimizerSpec.Adagrad(rate(node, 0.01), epsilon(node, 1e-10));
      case RMSPROP ->
          new OptimizerSpec.RmsProp(
              rate(node, 0.001), number(node, "rho", 0, 0.999999, 0.9), epsilon(node, 1e-8));
      case ADAM ->
          new OptimizerSpec.Adam(rate(node, 0.001), beta1(node), beta2(node), epsilon(node, 1e-8));
      case ADAMW ->
          new OptimizerSpec.AdamW(rate(node, 0.001), beta1(node), beta2(node), epsilon(node, 1e-8));
      case LAMB ->
          new OptimizerSpec.Lamb(rate(node, 0.001), beta1(node), beta2(node), epsilon(node, 1e-6));
      case LARS ->
          new OptimizerSpec.Lars(
              rate(node, 0.1), momentum(node, 0.9), number(node, "trust", 1e-9, 10, 0.001));
      case ADAFACTOR ->
          new OptimizerSpec.Adafactor(
              rate(node, 0.01),
              number(node, "decay-exponent", 0.01, 2, 0.8),
              number(node, "clip-update", 1e-3, 1000, 1),
              number(node, "min-scale", 1e-9, 1, 1e-3));
      case FTRL ->
          new OptimizerSpec.Ftrl(
              rate(node, 0.1),
              number(node, "beta", 1e-9, 1000, 1),
              number(node, "l1", 0, 1e6, 0),
              number(node, "l2", 0, 1e6, 0));
    };
  }

  /**
   * The keys beside the constants of {@link #optimizer}.
   *
   * @param accumulate see {@link DescentSpec}
   */
  public static DescentSpec descent(ConfigNode node, int accumulate) {
    Type type = node.oneOf("type", Type.class);
    boolean decoupled = type == Type.ADAMW || type == Type.LAMB;
    WeightDecay decay =
        new WeightDecay(
            number(node, "weight-decay", 0, 1, decoupled ? 0.01 : 0),
            node.oneOf("decay-of", WeightDecay.Of.class, WeightDecay.Of.MATRICES));
    float clipNorm =
        node.has("clip-norm")
            ? (float) node.doubleIn("clip-norm", 1e-6, 1e6)
            : Float.POSITIVE_INFINITY;
    return new DescentSpec(decay, clipNorm, schedule(node.section("schedule")), accumulate);
  }

  private static RateSchedule schedule(ConfigNode node) {
    long warmUp = node.longIn("warm-up", 0, MAX_STEPS, 0);
    Fall fall = fall(node);
    double floor = fall instanceof RateSchedule.Constant ? 0 : node.doubleIn("floor", 0, 1, 0);
    return new RateSchedule(fall, warmUp, floor);
  }

  private static Fall fall(ConfigNode node) {
    return switch (node.oneOf("type", Shape.class, Shape.CONSTANT)) {
      case CONSTANT -> new RateSchedule.Constant();
      case COSINE -> new RateSchedule.Cosine(node.longIn("steps", 1, MAX_STEPS));
      case STEPS ->
          new RateSchedule.Steps(
              node.longIn("every", 1, MAX_STEPS), node.doubleIn("factor", 1e-6, 1));
      case EXPONENTIAL ->
          new RateSchedule.Exponential(
              node.longIn("every", 1, MAX_STEPS), node.doubleIn("factor", 1e-6, 1));
      case INVERSE_SQRT -> new RateSchedule.InverseSqrt();
    };
  }

  private static float rate(ConfigNode node, double otherwise) {
    return number(node, "learning-rate", 1e-9, 10, otherwise);
  }

  private static float momentum(ConfigNode node, double otherwise) {
    return number(node, "momentum", 0, 0.9999, otherwise);
  }

  private static float beta1(ConfigNode node) {
    return number(node, "beta1", 0, 0.9999, 0.9);
  }

  private static float beta2(ConfigNode node) {
    return number(node, "beta2", 0, 0.999999, 0.999);
  }

  private static float epsilon(ConfigNode node, double otherwise) {
    return number(node, "epsilon", 1e-12, 1, otherwise);
  }

  private static float number(
      ConfigNode node, String key, double min, double max, double otherwise) {
    return (float) node.doubleIn(key, min, max, otherwise);
  }
}
