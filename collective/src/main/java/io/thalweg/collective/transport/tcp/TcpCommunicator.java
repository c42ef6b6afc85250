package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.algorithm.AllReduce;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One rank of a ring of TCP connections. Threads: as {@link Communicator} says. */
final class TcpCommunicator implements Communicator {

  private final Membership membership;
  private final int rank;
  private final RingSockets sockets;
  private final Acceptor acceptor;
  private final ExpectedPeer previous;
  private final AtomicReference<@Nullable TcpFailure> ended = new AtomicReference<>();
  private volatile boolean closed;

  /** Owns the sockets, and the acceptor's promise to link no other previous rank. */
  TcpCommunicator(
      Membership membership,
      int rank,
      RingSockets sockets,
      Acceptor acceptor,
      ExpectedPeer previous) {
    this.membership = membership;
    this.rank = rank;
    this.sockets = sockets;
    this.acceptor = acceptor;
    this.previous = previous;
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
  public void allReduceSum(float[] values, long round, Duration timeout)
      throws CollectiveException {
    Deadline deadline = Deadline.after(timeout);
    try {
      if (ended.get() != null) {
        throw new ClosedChannelException();
      }
      AllReduce.forLength(values.length)
          .sum(new RingRound(sockets, membership, rank, round, values.length, deadline), values);
    } catch (IOException e) {
      if (e instanceof FrameRefusedException) {
        acceptor.countRefusal();
      }
      throw end(TcpFailure.of(e)).at(where(round));
    } catch (ClosedSelectorException | CancelledKeyException e) { // closed by another thread
      throw end(new TcpFailure(Reason.ABORTED, "closed", e)).at(where(round));
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
    end(TcpFailure.aborted(why));
  }

  @Override
  public void close() {
    closed = true;
    end(TcpFailure.aborted("closed"));
    acceptor.forget(previous);
  }

  boolean isClosed() {
    return closed;
  }

  /** Drops the links, which ends the neighbours' calls, and returns what ended this one first. */
  private TcpFailure end(TcpFailure failure) {
    TcpFailure first = ended.compareAndExchange(null, failure);
    sockets.close();
    return first == null ? failure : first;
  }

  private String where(long round) {
    return "rank="
        + rank
        + ", worldSize="
        + worldSize()
        + ", round="
        + round
        + ", generation="
        + generation();
  }
}
