package io.thalweg.model.optimize;

import java.io.Serializable;

/**
 * Which optimizer, with its constants. In the formulas p is a parameter, g its gradient, rate the
 * learning rate of the step; all is element by element unless a tensor is named. Weight decay is
 * apart: {@link WeightDecay}. Immutable.
 */
public sealed interface OptimizerSpec extends Serializable {
  /** What the schedule of {@link DescentSpec} starts from. */
  float learningRate();

  /** Says whose state it is in a checkpoint; never changed. */
  String kind();

  /** Robbins, Monro (1951); Polyak (1964): v = momentum v + g, p = p - rate v. */
  record Sgd(float learningRate, float momentum) implements OptimizerSpec {
    public Sgd {
      Ranges.positive("learningRate", learningRate);
      Ranges.belowOne("momentum", momentum);
    }

    @Override
    public String kind() {
      return momentum == 0 ? "sgd" : "sgd with momentum";
    }
  }

  /**
   * Nesterov (1983) as of Sutskever, Martens, Dahl, Hinton (2013), in terms of the look-ahead
   * point: v = momentum v + g, p = p - rate (g + momentum v).
   */
  record Nesterov(float learningRate, float momentum) implements OptimizerSpec {
    public Nesterov {
      Ranges.positive("learningRate", learningRate);
      Ranges.belowOne("momentum", momentum);
    }

    @Override
    public String kind() {
      return "nesterov";
    }
  }

  /**
   * Duchi, Hazan, Singer, "Adaptive subgradient methods" (2011), diagonal: n = n + g g, p = p -
   * rate g / (sqrt(n) + epsilon).
   */
  record Adagrad(float learningRate, float epsilon) implements OptimizerSpec {
    public Adagrad {
      Ranges.positive("learningRate", learningRate);
      Ranges.positive("epsilon", epsilon);
    }

    @Override
    public String kind() {
      return "adagrad";
    }
  }

  /**
   * Tieleman, Hinton, "Lecture 6.5, rmsprop" (2012): n = rho n + (1 - rho) g g, p = p - rate g /
   * (sqrt(n) + epsilon).
   */
  record RmsProp(float learningRate, float rho, float epsilon) implements OptimizerSpec {
    public RmsProp {
      Ranges.positive("learningRate", learningRate);
      Ranges.belowOne("rho", rho);
      Ranges.positive("epsilon", epsilon);
    }

    @Override
    public String kind() {
      return "rmsprop";
    }
  }

  /** Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1. */
  record Adam(float learningRate, float beta1, float beta2, float epsilon)
      implements OptimizerSpec {
    public Adam {
      Ranges.moments(learningRate, beta1, beta2, epsilon);
    }

    /** The constants that the paper proposes. */
    public static Adam defaults(float learningRate) {
      return new Adam(learningRate, 0.9f, 0.999f, 1e-8f);
    }

    @Override
    public String kind() {
      return "adam";
    }
  }

  /**
   * Loshchilov, Hutter, "Decoupled weight decay regularization" (2019), algorithm 2, whose decay is
   * scaled by the learning rate as in most frameworks: Adam, and p = p - rate decay p.
   */
  record AdamW(float learningRate, float beta1, float beta2, float epsilon)
      implements OptimizerSpec {
    public AdamW {
      Ranges.moments(learningRate, beta1, beta2, epsilon);
    }

    @Override
    public String kind() {
      return "adamw";
    }
  }

  /**
   * You et al., "Large batch optimization for deep learning" (2020), algorithm 2, LAMB. With r
   * Adam's direction, u = r + decay p of a tensor: p = p - rate (|p| / |u|) u. The ratio is 1 where
   * a norm is 0 and in tensors of one dimension, which start at 0 and would stay near it.
   */
  record Lamb(float learningRate, float beta1, float beta2, float epsilon)
      implements OptimizerSpec {
    public Lamb {
      Ranges.moments(learningRate, beta1, beta2, epsilon);
    }

    @Override
    public String kind() {
      return "lamb";
    }
  }

  /**
   * You, Gitman, Ginsburg, "Large batch training of convolutional networks" (2017), algorithm 1,
   * LARS. Of a tensor: local = trust |p| / (|g| + decay |p|), v = momentum v + rate local (g +
   * decay p), p = p - v. The local rate is 1 where a norm is 0 and in tensors of one dimension.
   */
  record Lars(float learningRate, float momentum, float trust) implements OptimizerSpec {
    public Lars {
      Ranges.positive("learningRate", learningRate);
      Ranges.belowOne("momentum", momentum);
      Ranges.positive("trust", trust);
    }

    @Override
    public String kind() {
      return "lars";
    }
  }

  /**
   * Shazeer, Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018),
   * algorithms 4 and 5 without first moment: second moments of a matrix are the sums of its rows
   * and of its columns, updates are clipped by their root mean square, and the rate is relative to
   * that of the tensor. Tensors of more dimensions count as matrices of the first by all others.
   *
   * @param decay c in beta2 = 1 - step^-c
   * @param clip updates of a larger root mean square are scaled down to it
   * @param minScale the least root mean square that the rate is relative to
   */
  record Adafactor(float learningRate, float decay, float clip, float minScale)
      implements OptimizerSpec {
    public Adafactor {
      Ranges.positive("learningRate", learningRate);
      Ranges.positive("decay", decay);
      Ranges.positive("clip", clip);
      Ranges.positive("minScale", minScale);
    }

    /** The constants that the paper proposes. */
    public static Adafactor defaults(float learningRate) {
      return new Adafactor(learningRate, 0.8f, 1, 1e-3f);
    }

    @Override
    public String kind() {
      return "adafactor";
    }
  }

  /**
   * McMahan et al., "Ad click prediction: a view from the trenches" (2013), algorithm 1,
   * FTRL-proximal: with l1 above 0 weights become exactly 0. The paper starts at 0; this one takes
   * any start, and goes on from any move that others make.
   */
  record Ftrl(float learningRate, float beta, float l1, float l2) implements OptimizerSpec {
    public Ftrl {
      Ranges.positive("learningRate", learningRate);
      Ranges.positive("beta", beta);
      Ranges.notNegative("l1", l1);
      Ranges.notNegative("l2", l2);
    }

    @Override
    public String kind() {
      return "ftrl";
    }
  }
}
