package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Exposure;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A listening port and the one generation joined through it. Threads: as {@link Endpoint} says. */
public final class TcpEndpoint implements Endpoint {

  private final String host;
  private final Acceptor acceptor;
  private final TcpOptions options;
  private final Object lock = new Object();
  private boolean closed; // guarded by lock
  private @Nullable Linker linking; // guarded by lock
  private @Nullable TcpCommunicator current; // guarded by lock

  private TcpEndpoint(String host, Acceptor acceptor, TcpOptions options) {
    this.host = host;
    this.acceptor = acceptor;
    this.options = options;
  }

  /** See {@link io.thalweg.collective.transport.Transports#tcp}. */
  public static TcpEndpoint open(InetAddress bindAddress, int port, TcpOptions options) {
    requireProtection(bindAddress, options);
    try {
      InetAddress announced =
          bindAddress.isAnyLocalAddress() ? InetAddress.getLocalHost() : bindAddress;
      return new TcpEndpoint(
          announced.getHostAddress(),
          new Acceptor(new InetSocketAddress(bindAddress, port), options.secret()),
          options);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "can't listen: bindAddress=" + bindAddress.getHostAddress() + ", port=" + port, e);
    }
  }

  private static void requireProtection(InetAddress bindAddress, TcpOptions options) {
    if (bindAddress.isLoopbackAddress()) {
      return;
    }
    String where =
        ": bindAddress=" + bindAddress.getHostAddress() + ", exposure=" + options.exposure();
    if (options.exposure() == Exposure.LOOPBACK_ONLY) {
      throw new IllegalArgumentException(
          "address is open to other machines"
              + where
              + "; pass "
              + Exposure.ANY_INTERFACE
              + " and a shared secret");
    }
    if (options.exposure() == Exposure.ANY_INTERFACE && options.secret() == null) {
      throw new IllegalArgumentException(
          "address is open to other machines and there is no shared secret"
              + where
              + "; pass one, or in a trusted network "
              + Exposure.ANY_INTERFACE_UNPROTECTED);
    }
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  @Override
  public String processId() {
    return ProcessIdentity.current();
  }

  @Override
  public long connectionsRefused() {
    return acceptor.refusals();
  }

  @Override
  public Communicator join(Membership membership, int rank, Duration timeout)
      throws CollectiveException {
    Deadline deadline = Deadline.after(timeout);
    if (membership.member(rank).port() != port()) {
      throw new IllegalArgumentException(
          "member is not this endpoint: member=" + membership.member(rank) + ", port=" + port());
    }
    requireReachable(membership);
    String where =
        "rank=" + rank + ", joining, generation=" + membership.generation() + ", port=" + port();
    Linker linker = new Linker(membership, rank, acceptor, options);
    begin(linker, membership, where);
    try {
      PeerLinks links = linker.link(deadline);
      return finish(
          new TcpCommunicator(
              membership, rank, links, acceptor, linker.expected(), options.allReduce()),
          where);
    } catch (IOException e) {
      throw failure(e).at(where);
    } finally {
      synchronized (lock) {
        linking = null;
      }
    }
  }

  /** What a connection says leaves the machine as much as what it hears. */
  private void requireReachable(Membership membership) {
    if (options.exposure() == Exposure.LOOPBACK_ONLY) {
      for (Member member : membership.members()) {
        InetSocketAddress address = new InetSocketAddress(member.host(), member.port());
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
          throw new IllegalArgumentException(
              "member is not on this machine, which the endpoint keeps to: member="
                  + member
                  + "; open it with "
                  + Exposure.ANY_INTERFACE
                  + " and a shared secret");
        }
      }
    }
  }

  private void begin(Linker linker, Membership membership, String where)
      throws CollectiveException {
    synchronized (lock) {
      if (closed) {
        throw TcpFailure.aborted("endpoint closed").at(where);
      }
      if (current != null && !current.isClosed()) {
        throw new IllegalStateException(
            "the former generation is still open: open="
                + current.generation()
                + ", joining="
                + membership.generation()
                + "; close its communicator first");
      }
      linking = linker;
    }
  }

  private Communicator finish(TcpCommunicator communicator, String where)
      throws CollectiveException {
    synchronized (lock) {
      if (closed) {
        communicator.close();
        throw TcpFailure.aborted("endpoint closed").at(where);
      }
      current = communicator;
      return communicator;
    }
  }

  private TcpFailure failure(IOException e) {
    synchronized (lock) {
      return closed ? TcpFailure.aborted("endpoint closed") : TcpFailure.of(e);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (linking != null) {
        linking.cancel();
      }
      if (current != null) {
        current.abort("endpoint closed");
        current.close();
      }
    }
    acceptor.close();
  }
}
