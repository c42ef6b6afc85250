package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.inprocess.AbortableBarrier.Break;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One rank of a {@link SharedGroup}. Threads: as {@link Communicator} says. */
final class InProcessCommunicator implements Communicator {

  private final SharedGroup group;
  private final Membership membership;
  private final int rank;
  private volatile boolean closed;

  InProcessCommunicator(SharedGroup group, Membership membership, int rank) {
    this.group = group;
    this.membership = membership;
    this.rank = rank;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int worldSize() {
    return membership.worldSize();
  }

  @Override
  public Generation generation() {
    return membership.generation();
  }

  void awaitAll(long deadlineNanos) throws CollectiveException {
    throwIfBroken(group.awaitAll(deadlineNanos), "joining");
  }

  @Override
  public void allReduceSum(float[] values, long round, Duration timeout)
      throws CollectiveException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    throwIfBroken(group.sum(rank, values, round, deadlineNanos), "round=" + round);
  }

  private void throwIfBroken(@Nullable Break broken, String during) throws CollectiveException {
    if (broken != null) {
      String where = "rank=" + rank + ", " + during + ", generation=" + generation();
      throw new CollectiveException(broken.reason(), broken.why(), where, null);
    }
  }

  @Override
  public void allReduceSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reduceScatterSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout)
      throws CollectiveException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void broadcast(ByteBuffer bytes, int root, long round, Duration timeout)
      throws CollectiveException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abort(String why) {
    group.breakUp(Reason.ABORTED, "aborted: rank=" + rank + ", why=" + why);
  }

  /** Ends the group for all: a sum without this rank can't be. */
  @Override
  public void close() {
    closed = true;
    group.breakUp(Reason.PEER_LOST, "a rank left: rank=" + rank);
  }

  boolean isClosed() {
    return closed;
  }
}
