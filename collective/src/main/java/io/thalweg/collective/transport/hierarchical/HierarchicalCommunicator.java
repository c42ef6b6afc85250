package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CallerBuffers;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.transport.inprocess.InProcessCommunicator;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One rank of a membership of several processes. Every call goes through memory, then, on the ranks
 * that lead, over the network, then through memory again; so that no rank leaves a call before its
 * leader is through. Whatever ends one of the two groups ends the other. Threads: as {@link
 * Communicator} says.
 */
final class HierarchicalCommunicator implements Communicator {

  private final Membership membership;
  private final int rank;
  private final Topology topology;
  private final int process;
  private final InProcessCommunicator locals;
  private final @Nullable Communicator leaders;
  private final ByteBuffer checks;
  private final int[] checkBytes;
  private ByteBuffer scratch = VectorBuffers.allocate(0);

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
    checks = VectorBuffers.allocate(topology.processes());
    checkBytes = new int[topology.processes()];
    Arrays.fill(checkBytes, Integer.BYTES);
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

  @Override
  public long bytesSent() {
    return leaders == null ? 0 : leaders.bytesSent();
  }

  @Override
  public void allReduceSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    Steps steps = new Steps(round, timeout);
    if (accumulation == Accumulation.FLOAT64 && locals.worldSize() > 1) {
      steps.run(left -> locals.sumInTwo(floats, round, left));
    } else {
      steps.run(left -> locals.allReduceSum(floats, accumulation, round, left));
    }
    if (leaders != null) {
      Communicator network = leaders;
      steps.run(left -> network.allReduceSum(floats, accumulation, round, left));
    }
    if (accumulation == Accumulation.FLOAT64) {
      addWhatRoundingTook(floats, round, steps);
    }
    steps.run(left -> locals.broadcast(floats, 0, round, left));
  }

  /**
   * The processes' sums are doubles that travel as two float32 each, the second much smaller: what
   * all ranks end with has been rounded twice, whatever their number.
   */
  private void addWhatRoundingTook(ByteBuffer floats, long round, Steps steps)
      throws CollectiveException {
    ByteBuffer low = leaders == null ? floats : scratch(floats.remaining());
    if (locals.worldSize() > 1) {
      steps.run(left -> locals.broadcast(low, 1, round, left));
    } else {
      low.put(low.position(), new byte[low.remaining()]);
    }
    if (leaders != null) {
      Communicator network = leaders;
      steps.run(left -> network.allReduceSum(low, Accumulation.FLOAT64, round, left));
      FloatBuffer sums = floats.slice().order(floats.order()).asFloatBuffer();
      FloatBuffer lows = low.slice().order(low.order()).asFloatBuffer();
      for (int i = 0; i < sums.remaining(); i++) {
        sums.put(i, sums.get(i) + lows.get(i));
      }
    }
  }

  @Override
  public void allReduceSum(float[] values, long round, Duration timeout)
      throws CollectiveException {
    ByteBuffer floats = scratch(Math.multiplyExact(values.length, Float.BYTES));
    floats.asFloatBuffer().put(0, values);
    allReduceSum(floats, Accumulation.FLOAT32, round, timeout);
    floats.asFloatBuffer().get(0, values);
  }

  /** The whole sum: chunks of one process' ranks need not be neighbours. */
  @Override
  public void reduceScatterSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    allReduceSum(floats, accumulation, round, timeout);
  }

  @Override
  public void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout)
      throws CollectiveException {
    CallerBuffers.requireParts(partBytes, worldSize(), CallerBuffers.bytes(bytes).capacity());
    Steps steps = new Steps(round, timeout);
    GatheredParts parts = new GatheredParts(topology, partBytes);
    ByteBuffer packed = scratch(bytes.remaining());
    requireSameEverywhere("parts", partBytes, steps);
    parts.pack(rank, bytes, packed);
    ByteBuffer region = parts.region(process, packed);
    steps.run(left -> locals.allGather(region, parts.ofRanks(process), round, left));
    if (leaders != null) {
      Communicator network = leaders;
      steps.run(left -> network.allGather(packed, parts.ofProcesses(), round, left));
    }
    steps.run(left -> locals.broadcast(packed, 0, round, left));
    parts.unpack(packed, bytes);
  }

  @Override
  public void broadcast(ByteBuffer bytes, int root, long round, Duration timeout)
      throws CollectiveException {
    membership.member(root);
    CallerBuffers.bytes(bytes); // a leader's network would refuse it when the others are under way
    Steps steps = new Steps(round, timeout);
    requireSameEverywhere("root", new int[] {root}, steps);
    int origin = topology.processOf(root);
    if (process == origin) {
      steps.run(left -> locals.broadcast(bytes, topology.localRank(root), round, left));
    }
    if (leaders != null) {
      Communicator network = leaders;
      steps.run(left -> network.broadcast(bytes, origin, round, left));
    }
    ByteBuffer missing = process == origin ? bytes.slice(bytes.position(), 0) : bytes;
    steps.run(left -> locals.broadcast(missing, 0, round, left));
  }

  /** Leaders compare what their messages' lengths would not tell apart. */
  private void requireSameEverywhere(String what, int[] argument, Steps steps)
      throws CollectiveException {
    if (leaders == null) {
      return;
    }
    Communicator network = leaders;
    ByteBuffer words = ByteBuffer.allocate(argument.length * Integer.BYTES);
    words.asIntBuffer().put(argument);
    CRC32C crc = new CRC32C();
    crc.update(words);
    int own = (int) crc.getValue();
    checks.putInt(process * Integer.BYTES, own);
    steps.run(left -> network.allGather(checks, checkBytes, steps.round, left));
    for (int other = 0; other < topology.processes(); other++) {
      if (checks.getInt(other * Integer.BYTES) != own) {
        throw steps.end(
            Reason.DISAGREEMENT,
            "processes differ in %s: here=%s, other process' leader=rank %d"
                .formatted(what, Arrays.toString(argument), topology.ranks().get(other).get(0)),
            null);
      }
    }
  }

  private ByteBuffer scratch(int bytes) {
    if (scratch.capacity() < bytes) {
      scratch = VectorBuffers.allocate((int) (((long) bytes + Float.BYTES - 1) / Float.BYTES));
    }
    return scratch.clear().limit(bytes);
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

  /** One of the calls that a call consists of. */
  @FunctionalInterface
  private interface Step {
    void run(Duration left) throws CollectiveException;
  }

  /** A deadline that steps share; the first that fails ends both groups. */
  private final class Steps {

    private final long round;
    private final long deadlineNanos;

    Steps(long round, Duration timeout) {
      this.round = round;
      deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    void run(Step step) throws CollectiveException {
      try {
        step.run(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
      } catch (CollectiveException e) {
        throw end(e.reason(), String.valueOf(e.getMessage()), e);
      }
    }

    CollectiveException end(Reason reason, String what, @Nullable CollectiveException cause) {
      locals.end(reason, what);
      String where = "rank=" + rank + ", round=" + round + ", generation=" + generation();
      return new CollectiveException(reason, what, where, cause);
    }
  }
}
