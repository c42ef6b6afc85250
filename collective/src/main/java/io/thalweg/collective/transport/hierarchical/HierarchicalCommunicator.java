package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.transport.inprocess.InProcessCommunicator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One rank of a membership of several processes. Every call goes through memory, then, on the ranks
 * that lead, over the network, then through memory again. Whatever ends one of the two groups ends
 * the other. Threads: as {@link Communicator} says.
 */
final class HierarchicalCommunicator implements Communicator {

  private final Membership membership;
  private final int rank;
  private final Topology topology;
  private final int process;
  private final InProcessCommunicator locals;
  private final @Nullable Communicator leaders;
  private ByteBuffer copy = VectorBuffers.allocate(0);

  /**
   * Owns both groups.
   *
   * @param leaders null on a rank that doesn't lead
   */
  HierarchicalCommunicator(
      Membership membership,
      int rank,
      Topology topology,
      InProcessCommunicator locals,
      @Nullable Communicator leaders) {
    this.membership = membership;
    this.rank = rank;
    this.topology = topology;
    this.process = topology.processOf(rank);
    this.locals = locals;
    this.leaders = leaders;
    if (leaders != null) {
      locals.whenEnded(leaders::abort);
    }
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

  /** Partial sums are rounded to float32 once a process, whatever the accumulation. */
  @Override
  public void allReduceSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    Call call = new Call(timeout);
    locals.allReduceSum(floats, accumulation, round, call.left());
    call.amongLeaders((network, left) -> network.allReduceSum(floats, accumulation, round, left));
    locals.broadcast(floats, 0, round, call.left());
  }

  @Override
  public void allReduceSum(float[] values, long round, Duration timeout)
      throws CollectiveException {
    FloatBuffer floats = copy(values.length * Float.BYTES).asFloatBuffer();
    floats.put(0, values);
    allReduceSum(copy, Accumulation.FLOAT32, round, timeout);
    floats.get(0, values);
  }

  /** The whole sum: this rank's chunk and those of the ranks around it would cost as many steps. */
  @Override
  public void reduceScatterSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    allReduceSum(floats, accumulation, round, timeout);
  }

  @Override
  public void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout)
      throws CollectiveException {
    requireParts(bytes, partBytes);
    Call call = new Call(timeout);
    GatheredParts parts = new GatheredParts(topology, partBytes);
    ByteBuffer gathered = copy(bytes.remaining());
    parts.pack(rank, bytes, gathered);
    locals.allGather(parts.region(process, gathered), parts.ofRanks(process), round, call.left());
    call.amongLeaders(
        (network, left) -> network.allGather(gathered, parts.ofProcesses(), round, left));
    locals.broadcast(gathered, 0, round, call.left());
    parts.unpack(gathered, bytes);
  }

  @Override
  public void broadcast(ByteBuffer bytes, int root, long round, Duration timeout)
      throws CollectiveException {
    membership.member(root);
    Call call = new Call(timeout);
    int origin = topology.processOf(root);
    if (process == origin) {
      locals.broadcast(bytes, topology.localRank(root), round, call.left());
    }
    call.amongLeaders((network, left) -> network.broadcast(bytes, origin, round, left));
    if (process != origin) {
      locals.broadcast(bytes, 0, round, call.left());
    }
  }

  private void requireParts(ByteBuffer bytes, int[] partBytes) {
    boolean negative = Arrays.stream(partBytes).anyMatch(part -> part < 0);
    long sum = Arrays.stream(partBytes).asLongStream().sum();
    if (partBytes.length != worldSize() || negative || sum != bytes.remaining()) {
      throw new IllegalArgumentException(
          "parts don't fill the buffer: partBytes="
              + Arrays.toString(partBytes)
              + ", remaining="
              + bytes.remaining()
              + ", rank="
              + rank);
    }
  }

  private ByteBuffer copy(int bytes) {
    if (copy.capacity() < bytes) {
      copy = VectorBuffers.allocate((bytes + Float.BYTES - 1) / Float.BYTES);
    }
    return copy.clear().limit(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void abort(String why) {
    locals.abort(why);
  }

  @Override
  public void close() {
    locals.close();
    if (leaders != null) {
      leaders.close();
    }
  }

  /** What the leaders do. */
  @FunctionalInterface
  private interface NetworkCall {
    void make(Communicator network, Duration left) throws CollectiveException;
  }

  /** The deadline of one call, which its parts share. Confined to the calling thread. */
  private final class Call {
    private final long deadlineNanos;

    Call(Duration timeout) {
      deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    Duration left() {
      return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    void amongLeaders(NetworkCall call) throws CollectiveException {
      if (leaders == null) {
        return;
      }
      try {
        call.make(leaders, left());
      } catch (CollectiveException e) {
        locals.end(e.reason(), String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }
}
