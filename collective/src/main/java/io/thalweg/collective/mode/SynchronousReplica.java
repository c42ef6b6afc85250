package io.thalweg.collective.mode;

/**
 * Synchronous data parallelism: after every step the gradients are averaged by examples, and all
 * ranks take the same optimizer step on the same parameters. Nothing is learned while a round runs;
 * the gradient of a failed round counts in the next. Confined to one thread.
 */
public final class SynchronousReplica implements Replica {

  private final float[] parameters;
  private final GradientStep optimizer;
  private final float[] gradient;
  private double examples;
  private boolean frozen;

  public SynchronousReplica(float[] initial, GradientStep optimizer) {
    this.parameters = initial.clone();
    this.optimizer = optimizer;
    this.gradient = new float[initial.length];
  }

  /** The same bits on all ranks. Borrowed, read-only. */
  public float[] parametersView() {
    return parameters;
  }

  /**
   * Takes a batch's gradient into the next round.
   *
   * @param meanGradient over the batch's examples
   */
  public void learned(float[] meanGradient, double batchExamples) {
    if (frozen) {
      throw new IllegalStateException("a synchronous replica can't learn while a round runs");
    }
    if (batchExamples <= 0) {
      return;
    }
    double share = batchExamples / (examples + batchExamples);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] =
          examples == 0
              ? meanGradient[i]
              : (float) (gradient[i] + share * ((double) meanGradient[i] - gradient[i]));
    }
    examples += batchExamples;
  }

  @Override
  public Contribution freeze() {
    if (frozen) {
      throw new IllegalStateException("a synchronous replica has one round at a time");
    }
    frozen = true;
    return Contribution.of(gradient.clone(), examples);
  }

  @Override
  public void commit(Average average) {
    if (!frozen) {
      throw new IllegalStateException("commit of a round that was never frozen here");
    }
    if (average.totalWeight() > 0) {
      optimizer.apply(parameters, average.valuesView());
    }
    frozen = false;
    examples = 0;
  }

  @Override
  public void abort() {
    frozen = false;
  }
}
