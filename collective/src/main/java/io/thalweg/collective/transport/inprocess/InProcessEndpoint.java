package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.ProcessIdentity;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Meets the other ranks in a registry of this class loader. A group is listed only while it forms:
 * the last rank to come and the first to give up take it off. {@link #close} may be called by any
 * thread; the rest is confined to one at a time.
 */
public final class InProcessEndpoint implements Endpoint {

  private static final ConcurrentMap<Generation, SharedGroup> FORMING = new ConcurrentHashMap<>();

  private final Object lock = new Object();
  private boolean closed; // guarded by lock
  private @Nullable InProcessCommunicator current; // guarded by lock

  private InProcessEndpoint() {}

  public static InProcessEndpoint open() {
    return new InProcessEndpoint();
  }

  @Override
  public String host() {
    return "in-process";
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String processId() {
    return ProcessIdentity.current();
  }

  @Override
  public long connectionsRefused() {
    return 0;
  }

  @Override
  public InProcessCommunicator join(Membership membership, int rank, Duration timeout)
      throws CollectiveException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    membership.member(rank);
    for (Member member : membership.members()) {
      if (!member.processId().equals(processId())) {
        throw new IllegalArgumentException(
            "rank lives in another process: member="
                + member
                + ", here="
                + processId()
                + "; use a TCP endpoint");
      }
    }
    SharedGroup group = enter(membership, rank);
    InProcessCommunicator communicator = new InProcessCommunicator(group, membership, rank);
    try {
      occupy(communicator);
      communicator.awaitAll(deadlineNanos);
      return communicator;
    } catch (CollectiveException | RuntimeException e) {
      communicator.close();
      FORMING.remove(membership.generation(), group);
      throw e;
    }
  }

  private void occupy(InProcessCommunicator communicator) {
    synchronized (lock) {
      if (current != null && !current.isClosed()) {
        throw new IllegalStateException(
            "the former generation is still open: open="
                + current.generation()
                + ", joining="
                + communicator.generation()
                + "; close its communicator first");
      }
      current = communicator;
      if (closed) {
        communicator.abort("endpoint closed");
      }
    }
  }

  private SharedGroup enter(Membership membership, int rank) {
    SharedGroup[] entered = new SharedGroup[1];
    FORMING.compute(
        membership.generation(),
        (generation, forming) -> {
          SharedGroup group = forming == null ? new SharedGroup(membership) : forming;
          entered[0] = group;
          return group.enter(membership, rank) ? null : group;
        });
    return entered[0];
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (current != null) {
        current.abort("endpoint closed");
      }
    }
  }
}
