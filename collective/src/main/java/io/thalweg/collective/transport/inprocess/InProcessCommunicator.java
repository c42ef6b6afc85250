package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CallerBuffers;
import io.thalweg.collective.Chunks;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.inprocess.AbortableBarrier.Break;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One rank of a group in memory. Threads: as {@link Communicator} says. */
public final class InProcessCommunicator implements Communicator {

  private static final int COPY_BLOCK = 1 << 16;

  private final SharedGroup group;
  private final Membership membership;
  private final int rank;
  private final BlockSum sum;
  private volatile boolean closed;

  InProcessCommunicator(SharedGroup group, Membership membership, int rank) {
    this.group = group;
    this.membership = membership;
    this.rank = rank;
    sum = new BlockSum(group::isBroken);
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
    allReduce(FloatBuffer.wrap(values), Accumulation.FLOAT32, round, timeout);
  }

  @Override
  public void allReduceSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    allReduce(vector(floats), accumulation, round, timeout);
  }

  private void allReduce(
      FloatBuffer vector, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    run(
        new Call.AllReduce(round, vector.remaining(), accumulation),
        vector,
        () -> {
          if (worldSize() > 1) { // a lone rank's vector is its sum
            FloatBuffer[] vectors = vectors();
            sum.run(vectors, vectors, chunk(vector), accumulation);
          }
        },
        timeout);
  }

  @Override
  public void reduceScatterSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    FloatBuffer vector = vector(floats);
    run(
        new Call.ReduceScatter(round, vector.remaining(), accumulation),
        vector,
        () -> sum.run(vectors(), new FloatBuffer[] {vector}, chunk(vector), accumulation),
        timeout);
  }

  /**
   * Sums over all ranks in more than the precision of float32: rank 0 ends with the sums, rank 1
   * with what rounding took from them, the others with what they came with.
   */
  public void sumInTwo(ByteBuffer floats, long round, Duration timeout) throws CollectiveException {
    FloatBuffer vector = vector(floats);
    run(
        new Call.SumInTwo(round, vector.remaining()),
        vector,
        () -> {
          FloatBuffer[] vectors = vectors();
          sum.runInTwo(vectors, vectors[0], vectors[1], chunk(vector));
        },
        timeout);
  }

  @Override
  public void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout)
      throws CollectiveException {
    List<Integer> parts = Arrays.stream(partBytes).boxed().toList();
    CallerBuffers.requireParts(partBytes, worldSize(), bytes.remaining());
    ByteBuffer mine = bytes.slice();
    run(
        new Call.AllGather(round, parts),
        mine,
        () -> {
          int start = 0;
          for (int other = 0; other < parts.size(); other++) {
            copy(other, mine, new Range(start, start + parts.get(other)));
            start += parts.get(other);
          }
        },
        timeout);
  }

  @Override
  public void broadcast(ByteBuffer bytes, int root, long round, Duration timeout)
      throws CollectiveException {
    membership.member(root);
    ByteBuffer mine = bytes.slice();
    run(
        new Call.Broadcast(round, mine.remaining(), root),
        mine,
        () -> copy(root, mine, new Range(0, mine.remaining())),
        timeout);
  }

  private void run(Call call, Buffer buffer, Runnable share, Duration timeout)
      throws CollectiveException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    throwIfBroken(group.run(rank, call, buffer, share, deadlineNanos), "round=" + call.round());
  }

  private static FloatBuffer vector(ByteBuffer floats) {
    return CallerBuffers.floats(floats).asFloatBuffer();
  }

  private FloatBuffer[] vectors() {
    FloatBuffer[] vectors = new FloatBuffer[worldSize()];
    Arrays.setAll(vectors, other -> (FloatBuffer) group.buffer(other));
    return vectors;
  }

  private Range chunk(FloatBuffer vector) {
    Chunks chunks = new Chunks(vector.remaining(), worldSize());
    return new Range(chunks.start(rank), chunks.start(rank + 1));
  }

  private void copy(int from, ByteBuffer mine, Range range) {
    if (from != rank) {
      ByteBuffer theirs = (ByteBuffer) group.buffer(from);
      range.eachBlock(
          COPY_BLOCK, group::isBroken, (start, length) -> mine.put(start, theirs, start, length));
    }
  }

  private void throwIfBroken(@Nullable Break broken, String during) throws CollectiveException {
    if (broken != null) {
      throw new CollectiveException(broken.reason(), broken.why(), where(during), null);
    }
  }

  private String where(String during) {
    return "rank=" + rank + ", " + during + ", generation=" + generation();
  }

  @Override
  public void abort(String why) {
    group.breakUp(Reason.ABORTED, "aborted: rank=" + rank + ", why=" + why);
  }

  /** Ends the group for all with a reason from elsewhere. May be called by any thread. */
  public void end(Reason reason, String why) {
    group.breakUp(reason, why);
  }

  /**
   * Tells when the group has ended, whoever ended it: in the thread that did or that saw it first,
   * at least once. The listener must not block.
   */
  public void whenEnded(Consumer<String> listener) {
    group.whenBroken(broken -> listener.accept(broken.why()));
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
