package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.Transports;
import java.time.Duration;

/** What links processes that are only said to be different ones, without a socket. */
public final class MemoryNetwork implements Endpoint {

  private final Endpoint memory = Transports.inProcess();

  @Override
  public String host() {
    return memory.host();
  }

  @Override
  public int port() {
    return memory.port();
  }

  @Override
  public String processId() {
    return memory.processId();
  }

  @Override
  public long connectionsRefused() {
    return 0;
  }

  @Override
  public Communicator join(Membership membership, int rank, Duration timeout)
      throws CollectiveException {
    return memory.join(
        new Membership(
            membership.generation(),
            membership.members().stream()
                .map(one -> new Member(one.rank(), one.host(), one.port(), memory.processId()))
                .toList()),
        rank,
        timeout);
  }

  @Override
  public void close() {
    memory.close();
  }
}
