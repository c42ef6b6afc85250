package io.thalweg.collective.transport;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.ProcessIdentity;
import io.thalweg.collective.transport.hierarchical.HierarchicalEndpoint;
import io.thalweg.collective.transport.inprocess.InProcessEndpoint;
import io.thalweg.collective.transport.tcp.TcpEndpoint;
import io.thalweg.collective.transport.tcp.TcpOptions;
import java.net.InetAddress;

/**
 * The transports. Ranks of one generation all use the same one: in memory if all share a {@link
 * io.thalweg.collective.ProcessIdentity}, TCP in every case. Threads: stateless.
 */
public final class Transports {

  private Transports() {}

  /** TCP on a loopback address; see {@link #tcp(InetAddress, int, TcpOptions)}. */
  public static Endpoint tcp(InetAddress bindAddress, int port) {
    return tcp(bindAddress, port, TcpOptions.defaults());
  }

  /**
   * Listens for TCP connections at once.
   *
   * @param port 0 takes any free one
   * @throws IllegalArgumentException when other machines could connect and the options don't say
   *     how that is protected
   * @throws java.io.UncheckedIOException when the address can't be bound
   */
  public static Endpoint tcp(InetAddress bindAddress, int port, TcpOptions options) {
    return TcpEndpoint.open(bindAddress, port, options);
  }

  /**
   * In memory among the ranks of one process and over TCP between processes: ranks of one process
   * reduce first, the lowest of them meets those of the other processes, then all copy. A
   * membership of one process makes no connection, one of single ranks is {@link #tcp}'s.
   */
  public static Endpoint hierarchical(InetAddress bindAddress, int port, TcpOptions options) {
    return HierarchicalEndpoint.open(
        TcpEndpoint.open(bindAddress, port, options), ProcessIdentity.current());
  }

  /** Reduces in memory; every member has to have this endpoint's process id. */
  public static Endpoint inProcess() {
    return InProcessEndpoint.open();
  }
}
