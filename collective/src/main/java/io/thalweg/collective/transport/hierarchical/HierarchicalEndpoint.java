package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.inprocess.InProcessCommunicator;
import io.thalweg.collective.transport.inprocess.InProcessEndpoint;
import java.time.Duration;

/**
 * An endpoint in memory and one on the network; each membership decides which of them it needs.
 * Threads: as {@link Endpoint} says.
 */
public final class HierarchicalEndpoint implements Endpoint {

  private final InProcessEndpoint memory = InProcessEndpoint.open();
  private final Endpoint network;
  private final String processId;

  private HierarchicalEndpoint(Endpoint network, String processId) {
    this.network = network;
    this.processId = processId;
  }

  /**
   * Owns the endpoint.
   *
   * @param processId the same for endpoints that are to meet in memory; they must share this class
   */
  public static HierarchicalEndpoint open(Endpoint network, String processId) {
    return new HierarchicalEndpoint(network, processId);
  }

  @Override
  public String host() {
    return network.host();
  }

  @Override
  public int port() {
    return network.port();
  }

  @Override
  public String processId() {
    return processId;
  }

  @Override
  public long connectionsRefused() {
    return network.connectionsRefused();
  }

  @Override
  public Communicator join(Membership membership, int rank, Duration timeout)
      throws CollectiveException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    if (!membership.member(rank).processId().equals(processId)) {
      throw new IllegalArgumentException(
          "member is not this process: member=" + membership.member(rank) + ", here=" + processId);
    }
    Topology topology = Topology.of(membership);
    if (topology.processes() > 1 && topology.isOneRankAProcess()) {
      return network.join(membership, rank, timeout);
    }
    SubGroups groups = new SubGroups(membership, topology);
    int localRank = topology.localRank(rank);
    InProcessCommunicator locals =
        memory.join(
            groups.locals(topology.processOf(rank), memory.processId()), localRank, timeout);
    if (topology.processes() == 1) {
      return locals;
    }
    if (localRank > 0) {
      return new HierarchicalCommunicator(membership, rank, topology, locals, null);
    }
    try {
      Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
      Communicator leaders = network.join(groups.leaders(), topology.processOf(rank), left);
      return new HierarchicalCommunicator(membership, rank, topology, locals, leaders);
    } catch (CollectiveException e) {
      locals.end(e.reason(), String.valueOf(e.getMessage()));
      locals.close();
      throw e;
    } catch (RuntimeException e) {
      locals.close();
      throw e;
    }
  }

  @Override
  public void close() {
    memory.close();
    network.close();
  }
}
