package io.thalweg.replay.tier;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks ahead, some at a time, and hands them back in the order of the requests. All methods
 * are the table thread's alone; the reads are done by daemon threads of its own.
 *
 * <p>No allocation after construction.
 */
public final class BlockReaders implements AutoCloseable {
  private final BlockSource source;
  private final Request[] ring;
  private final Thread[] threads;

  /** Written by the table's thread only. Request n is the work of thread n modulo their number. */
  private volatile long requested;

  private long taken;
  private volatile boolean closed;

  /**
   * @param depth requests on their way at most
   * @param blockBytes of the largest block
   */
  public BlockReaders(BlockSource source, int threads, int depth, int blockBytes) {
    this.source = source;
    this.ring = new Request[depth];
    for (int i = 0; i < depth; i++) {
      ring[i] = new Request(blockBytes);
    }
    this.threads = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int first = i;
      this.threads[i] = new Thread(() -> readUntilClosed(first), "replay-reader-" + i);
      this.threads[i].setDaemon(true);
    }
    for (Thread thread : this.threads) {
      thread.start();
    }
  }

  public boolean isFull() {
    return requested - taken == ring.length;
  }

  public boolean isEmpty() {
    return requested == taken;
  }

  /** Requests on their way, the oldest being 0. */
  public int pending() {
    return (int) (requested - taken);
  }

  /** The block of a request that wasn't taken yet, the oldest being 0. */
  public int block(int index) {
    return ring[(int) ((taken + index) % ring.length)].block;
  }

  public long sequence(int index) {
    return ring[(int) ((taken + index) % ring.length)].sequence;
  }

  /** The caller has seen that there is room. */
  public void request(int block, long sequence, long place) {
    long number = requested;
    Request request = ring[(int) (number % ring.length)];
    request.block = block;
    request.sequence = sequence;
    request.place = place;
    request.bytes = 0;
    request.failure = null;
    request.waiter = Thread.currentThread();
    request.done = false;
    requested = number + 1;
    LockSupport.unpark(threads[(int) (number % threads.length)]);
  }

  /**
   * Waits for the oldest request and returns its rows, borrowed until {@link #release}. A block
   * that has gone to another place since the request is read there.
   *
   * @throws TierException if it can't be read; the request is given back then
   */
  public ByteBuffer await(long placeNow) {
    Request request = oldestDone();
    if (request.bytes == BlockSource.ABSENT) {
      request.place = placeNow;
      request.run(source);
    }
    if (request.failure == null && request.bytes != BlockSource.ABSENT) {
      return request.rows;
    }
    release();
    throw new TierException(
        "replay block not read: sequence=%d, cause=%s"
            .formatted(
                request.sequence,
                request.failure == null ? "it is lost" : request.failure.getMessage()),
        request.failure);
  }

  /** Waits for the oldest request and gives it back, whatever came of it. */
  public void discard() {
    oldestDone();
    release();
  }

  private Request oldestDone() {
    Request request = ring[(int) (taken % ring.length)];
    while (!request.done) {
      LockSupport.park(this);
    }
    return request;
  }

  /** Gives back what {@link #await} returned. */
  public void release() {
    taken++;
  }

  private void readUntilClosed(int first) {
    for (long number = first; !closed; number += threads.length) {
      while (number >= requested && !closed) {
        LockSupport.park(this);
      }
      if (!closed) {
        ring[(int) (number % ring.length)].run(source);
      }
    }
  }

  /**
   * Ends the threads and waits for them, also if interrupted: the source may be closed afterwards,
   * and a read of it must not be under way then.
   */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One read. Its fields are the table thread's until it is queued and again once it is done. */
  private static final class Request {
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer rows;
    private int block;
    private long sequence;
    private long place;
    private int bytes;
    private @Nullable Throwable failure;
    private @Nullable Thread waiter;
    private volatile boolean done = true;

    private Request(int blockBytes) {
      this.rows = ByteBuffer.allocateDirect(blockBytes);
    }

    private void run(BlockSource source) {
      try {
        bytes = source.read(sequence, place, scratch, rows);
      } catch (Throwable e) {
        failure = e;
      }
      done = true;
      LockSupport.unpark(waiter);
    }
  }
}
