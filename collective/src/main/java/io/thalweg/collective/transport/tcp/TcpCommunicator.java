package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CallerBuffers;
import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.algorithm.Plan;
import io.thalweg.collective.algorithm.Step;
import io.thalweg.collective.exchange.Element;
import io.thalweg.collective.exchange.Exchange;
import io.thalweg.collective.exchange.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One rank's TCP connections to the others. Threads: as {@link Communicator} says. */
final class TcpCommunicator implements Communicator {

  private final Membership membership;
  private final int rank;
  private final PeerLinks links;
  private final Acceptor acceptor;
  private final ExpectedPeers expected;
  private final Schedule schedule;
  private final Workspace workspace = new Workspace();
  private ByteBuffer staged = VectorBuffers.allocate(0);
  private int calls;
  private final AtomicReference<@Nullable TcpFailure> ended = new AtomicReference<>();
  private volatile boolean closed;

  /** Owns the links, and the acceptor's promise to link these peers once only. */
  TcpCommunicator(
      Membership membership,
      int rank,
      PeerLinks links,
      Acceptor acceptor,
      ExpectedPeers expected,
      @Nullable AllReduceAlgorithm fixed) {
    this.membership = membership;
    this.rank = rank;
    this.links = links;
    this.acceptor = acceptor;
    this.expected = expected;
    schedule = new Schedule(rank, membership.worldSize(), fixed);
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
    int bytes = Math.multiplyExact(values.length, Float.BYTES);
    if (staged.capacity() < bytes) {
      staged = VectorBuffers.allocate(values.length);
    }
    staged.limit(bytes);
    staged.asFloatBuffer().put(values);
    allReduceSum(staged, Accumulation.FLOAT32, round, timeout);
    staged.asFloatBuffer().get(values);
  }

  @Override
  public void allReduceSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    ByteBuffer vector = CallerBuffers.floats(floats);
    int length = vector.capacity() / Float.BYTES;
    sum(vector, schedule.allReduce(length, accumulation), accumulation, round, timeout);
  }

  @Override
  public void reduceScatterSum(
      ByteBuffer floats, Accumulation accumulation, long round, Duration timeout)
      throws CollectiveException {
    ByteBuffer vector = CallerBuffers.floats(floats);
    int length = vector.capacity() / Float.BYTES;
    sum(vector, schedule.reduceScatter(length, accumulation), accumulation, round, timeout);
  }

  @Override
  public void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout)
      throws CollectiveException {
    ByteBuffer vector = CallerBuffers.bytes(bytes);
    CallerBuffers.requireParts(partBytes, worldSize(), vector.capacity());
    Schedule.Entry entry = schedule.allGather(partBytes);
    call(vector.capacity(), entry, round, timeout).run(entry.plan().steps(), vector, Element.BYTE);
  }

  @Override
  public void broadcast(ByteBuffer bytes, int root, long round, Duration timeout)
      throws CollectiveException {
    membership.member(root);
    ByteBuffer vector = CallerBuffers.bytes(bytes);
    Schedule.Entry entry = schedule.broadcast(vector.capacity(), root);
    call(vector.capacity(), entry, round, timeout).run(entry.plan().steps(), vector, Element.BYTE);
  }

  private void sum(
      ByteBuffer floats,
      Schedule.Entry entry,
      Accumulation accumulation,
      long round,
      Duration timeout)
      throws CollectiveException {
    Plan plan = entry.plan();
    if (accumulation == Accumulation.FLOAT32) {
      call(floats.capacity() / Float.BYTES, entry, round, timeout)
          .run(plan.steps(), floats, Element.FLOAT32);
      return;
    }
    ByteBuffer doubles = workspace.widened(floats); // before the call: it may be out of memory
    Running running = call(floats.capacity() / Float.BYTES, entry, round, timeout);
    running.run(plan.reduceSteps(), doubles, Element.FLOAT64);
    workspace.round(doubles, floats, plan.ownedStart(), plan.ownedLength());
    running.run(plan.gatherSteps(), floats, Element.FLOAT32);
  }

  private Running call(int vectorLength, Schedule.Entry entry, long round, Duration timeout)
      throws CollectiveException {
    Deadline deadline = Deadline.after(timeout);
    TcpFailure failure = ended.get();
    if (failure != null) {
      throw failure.at(where(round));
    }
    links.begin(new Call(generation(), round, calls++, vectorLength, entry.operation()));
    return new Running(round, deadline);
  }

  /** A call under way. */
  private final class Running {
    private final long round;
    private final Deadline deadline;

    Running(long round, Deadline deadline) {
      this.round = round;
      this.deadline = deadline;
    }

    void run(List<Step> steps, ByteBuffer vector, Element element) throws CollectiveException {
      try {
        links.run(new Exchange(steps, vector, element, workspace), deadline);
      } catch (IOException e) {
        if (e instanceof FrameRefusedException) {
          acceptor.countRefusal();
        }
        throw end(TcpFailure.of(e)).at(where(round));
      } catch (ClosedSelectorException | CancelledKeyException e) { // closed by another thread
        throw end(new TcpFailure(Reason.ABORTED, "closed", e)).at(where(round));
      }
    }
  }

  @Override
  public long bytesSent() {
    return links.bytesSent();
  }

  @Override
  public void abort(String why) {
    end(TcpFailure.aborted(why));
  }

  @Override
  public void close() {
    closed = true;
    end(TcpFailure.aborted("closed"));
    acceptor.forget(expected);
  }

  boolean isClosed() {
    return closed;
  }

  /** Drops the links, which ends the other ranks' calls, and returns what ended this one first. */
  private TcpFailure end(TcpFailure failure) {
    TcpFailure first = ended.compareAndExchange(null, failure);
    links.close();
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
