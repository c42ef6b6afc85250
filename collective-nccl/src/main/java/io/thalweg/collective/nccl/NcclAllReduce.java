package io.thalweg.collective.nccl;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.device.DeviceAllReduce;
import io.thalweg.collective.device.DeviceVector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.cuda.nccl.ncclComm;
import org.bytedeco.cuda.nccl.ncclConfig_t;
import org.bytedeco.cuda.nccl.ncclUniqueId;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Sums in the devices' memory over whatever links NCCL finds between them. NCCL's own rendezvous
 * goes through the host communicator, whose generation therefore fences this one too. Order of
 * summation and bits are NCCL's: the same on all ranks.
 *
 * <p>NCCL is used in its non-blocking mode, so that every wait sees its deadline, that of {@link
 * #sum} also {@link #abort}, and ends by {@code ncclCommAbort}.
 */
public final class NcclAllReduce implements DeviceAllReduce {
  private static final int CONFIG_MAGIC = 0xcafebeef; // NCCL_CONFIG_INITIALIZER
  private static final int UNDEFINED = Integer.MIN_VALUE; // NCCL_CONFIG_UNDEF_INT

  private final Communicator host;
  private final int device;
  private final ncclComm comm = new ncclComm();
  private final CUstream_st stream = new CUstream_st();
  private volatile @Nullable String aborted;
  private boolean ended;

  private NcclAllReduce(Communicator host, int device) {
    this.host = host;
    this.device = device;
  }

  /**
   * Meets the ranks of the host communicator, each of which makes this call with a device of its
   * own.
   *
   * @param host stays the caller's, who closes it after this
   * @throws IllegalStateException where {@link Cuda#whyUnavailable} gives a reason
   */
  public static NcclAllReduce open(Communicator host, int device, long round, Duration timeout)
      throws CollectiveException {
    Cuda.whyUnavailable()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why + "; use StagedAllReduce");
            });
    NcclAllReduce all = new NcclAllReduce(host, device);
    try {
      all.join(round, timeout);
      return all;
    } catch (CollectiveException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private void join(long round, Duration timeout) throws CollectiveException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    Cuda.check(cudart.cudaSetDevice(device), "cudaSetDevice " + device);
    Cuda.check(
        cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking), "cudaStreamCreate");
    try (ncclUniqueId id = uniqueId(round, timeout);
        ncclConfig_t config = nonBlocking()) {
      String call = "ncclCommInitRank on device " + device;
      start(nccl.ncclCommInitRankConfig(comm, host.worldSize(), id, host.rank(), config), call);
      awaitNccl(call, round, deadlineNanos);
    }
  }

  /** Rank 0 draws it, all others hear it. */
  private ncclUniqueId uniqueId(long round, Duration timeout) throws CollectiveException {
    ncclUniqueId id = new ncclUniqueId();
    ByteBuffer bytes = VectorBuffers.allocate(nccl.NCCL_UNIQUE_ID_BYTES / Float.BYTES);
    if (host.rank() == 0) {
      start(nccl.ncclGetUniqueId(id), "ncclGetUniqueId");
      for (int i = 0; i < nccl.NCCL_UNIQUE_ID_BYTES; i++) {
        bytes.put(i, id.internal(i));
      }
    }
    host.broadcast(bytes, 0, round, timeout);
    for (int i = 0; i < nccl.NCCL_UNIQUE_ID_BYTES; i++) {
      id.internal(i, bytes.get(i));
    }
    return id;
  }

  private static ncclConfig_t nonBlocking() {
    ncclConfig_t config = new ncclConfig_t();
    Pointer.memset(config, 0, config.sizeof());
    return config
        .size(config.sizeof())
        .magic(CONFIG_MAGIC)
        .version(nccl.NCCL_VERSION_CODE)
        .blocking(0)
        .cgaClusterSize(UNDEFINED)
        .minCTAs(UNDEFINED)
        .maxCTAs(UNDEFINED)
        .splitShare(UNDEFINED)
        .trafficClass(UNDEFINED)
        .collnetEnable(UNDEFINED)
        .CTAPolicy(UNDEFINED)
        .shrinkShare(UNDEFINED)
        .nvlsCTAs(UNDEFINED)
        .nChannelsPerNetPeer(UNDEFINED)
        .nvlinkCentricSched(UNDEFINED)
        .graphUsageMode(UNDEFINED)
        .numRmaCtx(UNDEFINED);
  }

  @Override
  public void sum(DeviceVector vector, long round, Duration timeout) throws CollectiveException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    String why = aborted;
    if (ended || why != null) {
      throw end(Reason.ABORTED, why == null ? "closed" : "aborted: " + why, round);
    }
    Cuda.check(cudart.cudaSetDevice(device), "cudaSetDevice " + device);
    Pointer values = CudaMemory.pointer(vector);
    String call = "ncclAllReduce of " + vector.length() + " floats";
    start(
        nccl.ncclAllReduce(
            values, values, vector.length(), nccl.ncclFloat, nccl.ncclSum, comm, stream),
        call);
    awaitNccl(call, round, deadlineNanos);
    await(
        () -> cudart.cudaStreamQuery(stream),
        cudart.cudaErrorNotReady,
        Cuda::message,
        call,
        round,
        deadlineNanos);
  }

  private void awaitNccl(String call, long round, long deadlineNanos) throws CollectiveException {
    await(
        this::asyncError, nccl.ncclInProgress, NcclAllReduce::message, call, round, deadlineNanos);
  }

  private int asyncError() {
    int[] state = new int[1];
    int status = nccl.ncclCommGetAsyncError(comm, state);
    return status == nccl.ncclSuccess ? state[0] : status;
  }

  /** Asks until the answer is another than "not yet". */
  private void await(
      IntSupplier state,
      int notYet,
      IntFunction<String> words,
      String call,
      long round,
      long deadlineNanos)
      throws CollectiveException {
    while (true) {
      int now = state.getAsInt();
      if (now == 0) { // ncclSuccess and cudaSuccess
        return;
      }
      String why = aborted;
      if (why != null) {
        throw end(Reason.ABORTED, call + " aborted: " + why, round);
      }
      if (now != notYet) {
        throw end(Reason.PEER_LOST, call + " failed: " + words.apply(now), round);
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw end(Reason.DEADLINE_PASSED, call + " passed its deadline", round);
      }
      Thread.onSpinWait();
    }
  }

  private static void start(int status, String call) {
    if (status != nccl.ncclSuccess && status != nccl.ncclInProgress) {
      throw new IllegalStateException(call + " failed: " + message(status));
    }
  }

  /** NCCL's name of the error, and what it last complained of in this process. */
  private static String message(int status) {
    String name = nccl.ncclGetErrorString(status).getString();
    BytePointer last = nccl.ncclGetLastError(null);
    String detail = last == null ? "" : last.getString().strip();
    return name + " (ncclResult " + status + ")" + (detail.isEmpty() ? "" : ": " + detail);
  }

  private CollectiveException end(Reason reason, String what, long round) {
    release();
    return failure(reason, what, round);
  }

  private CollectiveException failure(Reason reason, String what, long round) {
    String where =
        "rank="
            + host.rank()
            + ", worldSize="
            + host.worldSize()
            + ", round="
            + round
            + ", generation="
            + host.generation();
    return new CollectiveException(reason, what, where, null);
  }

  @Override
  public void abort(String why) {
    aborted = why;
    host.abort(why);
  }

  @Override
  public void close() {
    release();
  }

  /** Aborting instead of destroying: it doesn't wait for ranks that won't come. */
  private void release() {
    if (ended) {
      return;
    }
    ended = true;
    if (!comm.isNull()) {
      nccl.ncclCommAbort(comm);
    }
    if (!stream.isNull()) {
      cudart.cudaStreamDestroy(stream);
    }
  }
}
