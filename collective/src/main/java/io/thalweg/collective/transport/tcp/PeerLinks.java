package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.exchange.Exchange;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one rank. One thread moves the bytes of all of them, and waits for them in
 * three ways: it tries again at once; soon it lets others have the core in between, which is all it
 * takes when the peer is as far; then it sleeps until a socket is ready. Confined to the
 * communicator's thread, except {@link #close}, which any thread may call and which ends a wait.
 */
final class PeerLinks implements Closeable {

  private static final int SPINS = 5;
  private static final long YIELD_NANOS = 200_000;

  private final @Nullable Link[] byRank;
  private final Selector selector;

  /** Owns the peers' channels from now on, also if it fails. */
  PeerLinks(List<LinkedPeer> peers, int ownRank, int worldSize) throws IOException {
    byRank = new Link[worldSize];
    Selector opened = null;
    try {
      opened = Selector.open();
      for (LinkedPeer peer : peers) {
        byRank[peer.rank()] = new Link(peer, ownRank, opened);
      }
    } catch (IOException e) {
      peers.forEach(peer -> Sockets.drop(peer.channel()));
      Sockets.drop(opened);
      throw e;
    }
    selector = opened;
  }

  void begin(Call call) {
    for (Link link : byRank) {
      if (link != null) {
        link.begin(call);
      }
    }
  }

  long bytesSent() {
    long sum = 0;
    for (Link link : byRank) {
      sum += link == null ? 0 : link.sender().bytesSent();
    }
    return sum;
  }

  /** Runs an exchange to its end. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint only: correct without any effect of yield
  void run(Exchange exchange, Deadline deadline) throws IOException {
    int spins = 0;
    long yieldingSince = 0;
    while (!exchange.isDone()) {
      boolean moved = exchange.sends() && link(exchange.sendTo()).sender().advance(exchange);
      moved |= exchange.receives() && link(exchange.receiveFrom()).receiver().advance(exchange);
      if (moved) {
        spins = 0;
        if (deadline.passed() && !exchange.isDone()) { // a peer that only trickles
          throw timeout(exchange);
        }
      } else if (spins++ < SPINS) {
        Thread.onSpinWait();
      } else if (spins == SPINS + 1) {
        yieldingSince = System.nanoTime();
      } else if (System.nanoTime() - yieldingSince < YIELD_NANOS) {
        Thread.yield();
      } else {
        sleep(exchange, deadline);
      }
    }
  }

  private void sleep(Exchange exchange, Deadline deadline) throws IOException {
    if (exchange.sends() && link(exchange.sendTo()).sender().canAdvance(exchange)) {
      link(exchange.sendTo()).wantAlso(SelectionKey.OP_WRITE);
    }
    if (exchange.receives() && link(exchange.receiveFrom()).receiver().canAdvance(exchange)) {
      link(exchange.receiveFrom()).wantAlso(SelectionKey.OP_READ);
    }
    selector.select(Math.max(1, deadline.remainingMillis()));
    selector.selectedKeys().clear();
    for (SelectionKey key : selector.keys()) {
      key.interestOps(0);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    if (deadline.passed()) {
      throw timeout(exchange);
    }
  }

  private static SocketTimeoutException timeout(Exchange exchange) {
    return new SocketTimeoutException("deadline passed: " + exchange);
  }

  private Link link(int rank) {
    Link link = byRank[rank];
    if (link == null) {
      throw new IllegalStateException("no link: rank=" + rank);
    }
    return link;
  }

  /** A registered channel lets go of its descriptor only when its selector does: that goes last. */
  @Override
  public void close() {
    for (Link link : byRank) {
      if (link != null) {
        Sockets.drop(link.peer().channel());
      }
    }
    Sockets.drop(selector);
  }
}
