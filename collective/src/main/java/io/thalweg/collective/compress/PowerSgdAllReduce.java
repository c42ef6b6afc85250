package io.thalweg.collective.compress;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Summation;
import io.thalweg.collective.TimeLeft;
import io.thalweg.collective.VectorSnapshot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PowerSGD [1]: of the sum M of the ranks' matrices one step of power iteration finds a matrix of
 * low rank. P = M Q, summed over the ranks and orthonormalized; Q = transposed M times P, summed; P
 * times transposed Q is the result, and exact where M's rank isn't higher. Both are plain sums, so
 * the cost does not grow with the world: 4 (rank * sum of (m + n) + v) bytes are reduced in place
 * of 4 * (sum of m n + v), for matrices m by n and v values in vectors, which go as they are, as do
 * matrices that this would not make smaller.
 *
 * <p>State: the error feedback's residual, and Q, from which the next round's iteration starts, one
 * float32 each. All ranks hold the same Q. Threads: as {@link Summation} says.
 *
 * <p>[1] Vogels, Karimireddy, Jaggi: PowerSGD: Practical Low-Rank Gradient Compression for
 * Distributed Optimization. NeurIPS 2019.
 */
public final class PowerSgdAllReduce implements Summation {

  private static final String KIND = "PSGD";

  private final int length;
  private final LowRankPlan plan;
  private final long seed;
  private final float[] residual;
  private final float[] q;
  private float @Nullable [] proposedResidual;
  private float @Nullable [] proposedQ;

  /**
   * Starts from a Q that is drawn.
   *
   * @param seed the same on all ranks
   */
  public PowerSgdAllReduce(MatrixLayout layout, int rank, long seed) {
    this.length = layout.length();
    this.plan = LowRankPlan.of(layout, rank);
    this.seed = seed;
    this.residual = new float[length];
    this.q = new float[plan.qLength()];
  }

  /** What one sum reduces, in place of 4 bytes a value. */
  public long reducedBytes() {
    return 4L * (plan.firstLength() + plan.qLength());
  }

  @Override
  public void sum(Communicator communicator, float[] values, long round, Duration timeout)
      throws CollectiveException {
    Lengths.requireEqual(values, length);
    abort();
    TimeLeft time = TimeLeft.of(timeout);
    float[] corrected = new float[length];
    for (int i = 0; i < length; i++) {
      corrected[i] = values[i] + residual[i];
    }
    float[] start = q.clone();
    List<LowRankMatrix> matrices = plan.matrices();
    for (int i = 0; i < matrices.size(); i++) {
      matrices.get(i).redrawZeroColumns(start, plan.qStart(i), Draws.of(seed, round, i));
    }
    float[] first = plan.project(corrected, start);
    communicator.allReduceSum(first, round, time.remaining());
    requireFinite(first, communicator, round);
    plan.orthonormalize(first);

    float[] mine = plan.projectBack(corrected, first);
    float[] sum = mine.clone();
    communicator.allReduceSum(sum, round, time.remaining());
    requireFinite(sum, communicator, round);

    float[] sent = plan.expand(first, mine);
    plan.copyVectors(corrected, sent);
    for (int i = 0; i < length; i++) {
      corrected[i] -= sent[i];
    }
    System.arraycopy(plan.expand(first, sum), 0, values, 0, length);
    plan.unpackVectors(first, values);
    proposedResidual = corrected;
    proposedQ = sum;
  }

  /** All ranks have the same sum and refuse it alike. */
  private static void requireFinite(float[] sum, Communicator communicator, long round)
      throws CollectiveException {
    for (int i = 0; i < sum.length; i++) {
      if (!Float.isFinite(sum[i])) {
        throw new CollectiveException(
            Reason.BAD_CONTRIBUTION,
            "a low-rank sum is not finite: index=" + i + ", value=" + sum[i],
            "rank="
                + communicator.rank()
                + ", round="
                + round
                + ", generation="
                + communicator.generation(),
            null);
      }
    }
  }

  @Override
  public void commit() {
    if (proposedResidual != null && proposedQ != null) {
      System.arraycopy(proposedResidual, 0, residual, 0, length);
      System.arraycopy(proposedQ, 0, q, 0, q.length);
      abort();
    }
  }

  @Override
  public void abort() {
    proposedResidual = null;
    proposedQ = null;
  }

  @Override
  public byte[] snapshot() {
    return VectorSnapshot.write(KIND, residual, q);
  }

  @Override
  public void restore(byte[] snapshot) {
    VectorSnapshot.read(snapshot, KIND, residual, q);
    abort();
  }
}
