package io.thalweg.collective;

import io.thalweg.collective.CollectiveException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Looks at all ranks' claims before anything is summed, so that one bad contribution harms nobody:
 * all ranks see the same claims and refuse the round alike, with the name of the rank. The
 * communicator stays usable. Costs (worldSize - 1) * 32 bytes a rank. Threads: stateless.
 */
final class ContributionGuard {

  private ContributionGuard() {}

  /**
   * Refuses the round unless every rank's claim is within the limits.
   *
   * @return the sum of all weights in rank order, with identical bits on all ranks
   */
  static double admit(
      Communicator communicator,
      ContributionClaim claim,
      GuardLimits limits,
      long round,
      Duration timeout)
      throws CollectiveException {
    String where =
        "rank="
            + communicator.rank()
            + ", round="
            + round
            + ", generation="
            + communicator.generation();
    List<ContributionClaim> claims = gather(communicator, claim, round, timeout, where);
    double median = lowerMedian(claims);
    double total = 0;
    for (int rank = 0; rank < claims.size(); rank++) {
      check(rank, claims.get(rank), limits, median, where);
      total += claims.get(rank).weight();
    }
    return total;
  }

  private static List<ContributionClaim> gather(
      Communicator communicator,
      ContributionClaim claim,
      long round,
      Duration timeout,
      String where)
      throws CollectiveException {
    int[] partBytes = new int[communicator.worldSize()];
    Arrays.fill(partBytes, ContributionClaim.BYTES);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(
                Math.multiplyExact(ContributionClaim.BYTES, communicator.worldSize()))
            .order(ByteOrder.nativeOrder());
    claim.write(bytes, ContributionClaim.BYTES * communicator.rank());
    communicator.allGather(bytes, partBytes, round, timeout);
    for (int rank = 0; rank < partBytes.length; rank++) {
      int version = bytes.getInt(ContributionClaim.BYTES * rank + ContributionClaim.VERSION_OFFSET);
      if (version != ContributionClaim.VERSION) {
        throw new CollectiveException(
            Reason.DISAGREEMENT,
            "a rank claims in another version: claiming="
                + rank
                + ", version="
                + version
                + ", expected="
                + ContributionClaim.VERSION,
            where,
            null);
      }
    }
    return IntStream.range(0, partBytes.length)
        .mapToObj(rank -> ContributionClaim.read(bytes, ContributionClaim.BYTES * rank))
        .toList();
  }

  private static void check(
      int rank, ContributionClaim claim, GuardLimits limits, double median, String where)
      throws CollectiveException {
    String rule = null;
    Reason reason = Reason.BAD_CONTRIBUTION;
    if (!(claim.weight() >= 0 && claim.weight() <= Float.MAX_VALUE)) {
      rule = "a rank's weight is no weight: bad=" + rank + ", weight=" + claim.weight();
    } else if (claim.badIndex() >= 0) {
      rule = "a rank's value is not finite: bad=" + rank + ", index=" + claim.badIndex();
    } else if (!(claim.norm() <= limits.maxNorm())) {
      rule =
          "a rank's norm is beyond the limit: bad="
              + rank
              + ", norm="
              + claim.norm()
              + ", maxNorm="
              + limits.maxNorm();
    } else if (median > 0 && claim.norm() / median > limits.maxTimesMedian()) {
      rule =
          "a rank's norm is too far from the others': bad="
              + rank
              + ", norm="
              + claim.norm()
              + ", median="
              + median
              + ", maxTimesMedian="
              + limits.maxTimesMedian();
    } else if (claim.lateRounds() > limits.maxLateRounds()) {
      reason = Reason.DEADLINE_PASSED;
      rule =
          "a rank has not been ready for too long: late="
              + rank
              + ", lateRounds="
              + claim.lateRounds()
              + ", maxLateRounds="
              + limits.maxLateRounds();
    }
    if (rule != null) {
      throw new CollectiveException(reason, rule, where, null);
    }
  }

  /** Of two middle ones the lower: of two ranks, the wild one must not raise its own limit. */
  private static double lowerMedian(List<ContributionClaim> claims) {
    double[] norms =
        claims.stream()
            .filter(claim -> claim.weight() > 0)
            .flatMapToDouble(claim -> DoubleStream.of(claim.norm()))
            .sorted()
            .toArray();
    return norms.length == 0 ? 0 : norms[(norms.length - 1) / 2];
  }
}
