package io.thalweg.collective.compress;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Summation;
import io.thalweg.collective.TimeLeft;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;

/**
 * All ranks gather all frames, the lengths first, and each decodes and adds them in rank order:
 * identical bits everywhere. A rank sends (worldSize - 1) * c bytes for frames of c bytes, where an
 * uncompressed all-reduce of n values sends 8 n (worldSize - 1) / worldSize: it pays below a world
 * of 8 n / c ranks, which is twice the ratio of compression. Threads: as {@link Summation} says.
 */
public final class CompressedAllReduce implements Summation {

  private static final int REFUSED = -1;

  private final Codec codec;
  private final Memory memory;
  private final long seed;
  private int frameBytes;

  /**
   * Starts with the memory as it is.
   *
   * @param seed of the draws of a codec that draws, together with round and rank; a round that is
   *     made once more draws the same
   */
  public CompressedAllReduce(Codec codec, Memory memory, long seed) {
    this.codec = codec;
    this.memory = memory;
    this.seed = seed;
  }

  /**
   * Sums, as the interface says. A rank whose values can't be encoded says so to all in place of a
   * length, and all ranks refuse the round with its name.
   */
  @Override
  public void sum(Communicator communicator, float[] values, long round, Duration timeout)
      throws CollectiveException {
    String where =
        "rank="
            + communicator.rank()
            + ", round="
            + round
            + ", generation="
            + communicator.generation();
    try {
      exchange(communicator, values, round, TimeLeft.of(timeout), where);
    } catch (CollectiveException | RuntimeException e) {
      memory.abort();
      throw e;
    }
  }

  private void exchange(
      Communicator communicator, float[] values, long round, TimeLeft time, String where)
      throws CollectiveException {
    float[] corrected = memory.corrected(values);
    ByteBuffer frame = null;
    IllegalArgumentException refusal = null;
    try {
      frame = codec.encode(corrected, Draws.of(seed, round, communicator.rank()));
    } catch (IllegalArgumentException e) {
      refusal = e;
    }
    int[] lengths =
        gatherLengths(communicator, frame == null ? REFUSED : frame.remaining(), round, time);
    for (int rank = 0; rank < lengths.length; rank++) {
      if (lengths[rank] == REFUSED) {
        String why = refusal != null ? ", why=" + refusal.getMessage() : "";
        throw new CollectiveException(
            Reason.BAD_CONTRIBUTION,
            "a rank's values can't be encoded: bad=" + rank + why,
            where,
            refusal);
      }
      if (lengths[rank] < 0 || lengths[rank] > codec.maxBytes(values.length)) {
        throw new CollectiveException(
            Reason.DISAGREEMENT,
            "a rank's frame has an impossible length: bad="
                + rank
                + ", bytes="
                + lengths[rank]
                + ", maxBytes="
                + codec.maxBytes(values.length),
            where,
            null);
      }
    }
    if (frame == null) {
      throw new IllegalStateException("this rank refused, yet nobody was told: " + where, refusal);
    }
    frameBytes = frame.remaining();
    ByteBuffer frames = gatherFrames(communicator, frame, lengths, round, time);
    addUp(frames, lengths, values, where);
    float[] decoded = new float[values.length];
    add(frame, decoded, communicator.rank(), where);
    memory.sent(corrected, decoded);
  }

  private static int[] gatherLengths(Communicator communicator, int mine, long round, TimeLeft time)
      throws CollectiveException {
    int[] partBytes = new int[communicator.worldSize()];
    Arrays.fill(partBytes, Integer.BYTES);
    ByteBuffer bytes = direct(Integer.BYTES * communicator.worldSize());
    bytes.putInt(Integer.BYTES * communicator.rank(), mine);
    communicator.allGather(bytes, partBytes, round, time.remaining());
    int[] lengths = new int[communicator.worldSize()];
    bytes.asIntBuffer().get(lengths);
    return lengths;
  }

  private static ByteBuffer gatherFrames(
      Communicator communicator, ByteBuffer frame, int[] lengths, long round, TimeLeft time)
      throws CollectiveException {
    int total = 0;
    int mine = 0;
    for (int rank = 0; rank < lengths.length; rank++) {
      mine = rank == communicator.rank() ? total : mine;
      total = Math.addExact(total, lengths[rank]);
    }
    ByteBuffer frames = direct(total);
    frames.put(mine, frame, frame.position(), frame.remaining());
    communicator.allGather(frames, lengths, round, time.remaining());
    return frames;
  }

  private void addUp(ByteBuffer frames, int[] lengths, float[] sums, String where)
      throws CollectiveException {
    Arrays.fill(sums, 0f);
    int start = 0;
    for (int rank = 0; rank < lengths.length; rank++) {
      add(frames.slice(start, lengths[rank]), sums, rank, where);
      start += lengths[rank];
    }
  }

  private void add(ByteBuffer frame, float[] sums, int rank, String where)
      throws CollectiveException {
    try {
      codec.addTo(sums, frame);
    } catch (BadFrameException e) {
      throw new CollectiveException(
          Reason.DISAGREEMENT,
          "a rank's frame is bad: bad=" + rank + ": " + e.getMessage(),
          where,
          e);
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Of this rank's frame in the last sum that returned. */
  public int frameBytes() {
    return frameBytes;
  }

  @Override
  public void commit() {
    memory.commit();
  }

  @Override
  public void abort() {
    memory.abort();
  }

  @Override
  public byte[] snapshot() {
    return memory.snapshot();
  }

  @Override
  public void restore(byte[] snapshot) {
    memory.restore(snapshot);
  }
}
