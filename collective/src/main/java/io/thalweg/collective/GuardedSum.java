package io.thalweg.collective;

import java.time.Duration;

/** A sum over ranks of which none may bring anything bad. Threads: stateless. */
public final class GuardedSum {

  private GuardedSum() {}

  /**
   * As {@link Communicator#allReduceSum(float[], long, Duration)}, after a look at what all ranks
   * bring. Values are untouched if a contribution is refused.
   *
   * @throws CollectiveException also when a contribution is refused: on all ranks alike, with the
   *     name of the rank
   */
  public static void allReduce(
      Communicator communicator, float[] values, GuardLimits limits, long round, Duration timeout)
      throws CollectiveException {
    TimeLeft time = TimeLeft.of(timeout);
    ContributionClaim claim = ContributionClaim.of(values, 1, 0);
    ContributionGuard.admit(communicator, claim, limits, round, time.remaining());
    communicator.allReduceSum(values, round, time.remaining());
  }
}
