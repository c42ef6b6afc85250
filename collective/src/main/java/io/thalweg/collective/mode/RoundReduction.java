package io.thalweg.collective.mode;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.Summation;
import io.thalweg.collective.WeightedAverage;
import java.time.Duration;

/**
 * The network's side of the rounds of one generation: guards, weighs and sums. Whoever decides that
 * a round counts calls {@link #commit}, else {@link #abort}, so that the summation's memory goes
 * with the replicas. Confined to one thread at a time.
 */
public final class RoundReduction {

  private final Communicator communicator;
  private final Summation summation;
  private final WeightedAverage weightedAverage;

  public RoundReduction(Communicator communicator, GuardLimits limits, Summation summation) {
    this.communicator = communicator;
    this.summation = summation;
    this.weightedAverage = new WeightedAverage(limits, summation);
  }

  /** Averages over the ranks; the contribution is untouched. */
  public Average reduce(Contribution contribution, long round, Duration timeout)
      throws CollectiveException {
    float[] values = contribution.valuesView().clone();
    double total =
        weightedAverage.average(
            communicator, values, contribution.weight(), contribution.lateRounds(), round, timeout);
    return new Average(values, total);
  }

  public void commit() {
    summation.commit();
  }

  public void abort() {
    summation.abort();
  }

  /**
   * One round at once, without a vote: it is committed here when this rank has the result. A round
   * that fails leaves the replica as it was.
   *
   * @return the sum of all weights
   */
  public double run(Replica replica, long round, Duration timeout) throws CollectiveException {
    Contribution contribution = replica.freeze();
    Average average;
    try {
      average = reduce(contribution, round, timeout);
    } catch (CollectiveException | RuntimeException e) {
      abort();
      replica.abort();
      throw e;
    }
    commit();
    replica.commit(average);
    return average.totalWeight();
  }
}
