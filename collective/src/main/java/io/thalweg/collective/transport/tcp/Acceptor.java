package io.thalweg.collective.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The listening side of an endpoint, on a thread of its own. A connection shakes hands and is
 * handed to the generation that expects it; before any is known it is kept for 1 s, and within 2 s
 * of being accepted every connection is either handed over or closed. Thread-safe.
 */
final class Acceptor implements AutoCloseable {

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final @Nullable SharedSecret secret;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final Thread thread;
  private final LongAdder refusals = new LongAdder();
  private final AtomicReference<@Nullable ExpectedPeers> expected = new AtomicReference<>();
  private volatile int pendingLimit = pendingLimit(1);
  private final Deque<PendingConnection> newestFirst = new ArrayDeque<>(); // own thread only

  Acceptor(InetSocketAddress address, @Nullable SharedSecret secret) throws IOException {
    this.secret = secret;
    server = ServerSocketChannel.open();
    Selector opened = null;
    try {
      if (address.getAddress().isLoopbackAddress()) { // accepted connections take it over
        server.setOption(StandardSocketOptions.SO_RCVBUF, LinkedPeer.LOOPBACK_SOCKET_BYTES);
      }
      server.bind(address);
      server.configureBlocking(false);
      opened = Selector.open();
      server.register(opened, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      Sockets.drop(server, opened);
      throw e;
    }
    selector = opened;
    thread = new Thread(this::run, "thalweg-collective-accept-" + server.socket().getLocalPort());
    thread.setDaemon(true);
    thread.start();
  }

  private static int pendingLimit(int worldSize) {
    return 2 * worldSize + 8;
  }

  int port() {
    return server.socket().getLocalPort();
  }

  void expect(ExpectedPeers peers, int worldSize) {
    pendingLimit = pendingLimit(worldSize);
    expected.set(peers);
    selector.wakeup();
  }

  /** From now on nobody is expected, unless somebody else is already. */
  void forget(ExpectedPeers peers) {
    expected.compareAndSet(peers, null);
  }

  void countRefusal() {
    refusals.increment();
  }

  long refusals() {
    return refusals.sum();
  }

  private void run() {
    try {
      while (server.isOpen()) {
        turn();
      }
    } catch (IOException e) {
      ExpectedPeers peers = expected.get();
      if (peers != null) {
        peers.giveUp("listener failed: " + e.getMessage());
      }
    } finally {
      newestFirst.forEach(PendingConnection::drop);
      Sockets.drop(server, selector);
    }
  }

  private void turn() throws IOException {
    PendingConnection oldest = newestFirst.peekLast();
    selector.select(oldest == null ? 0 : Math.max(1, oldest.deadline().remainingMillis()));
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.attachment() instanceof PendingConnection connection) {
        connection.advance();
      } else if (server.isOpen()) {
        accept();
      }
    }
    selector.selectedKeys().clear();
    settle(expected.get());
  }

  private void accept() throws IOException {
    SocketChannel channel;
    try {
      channel = server.accept();
    } catch (IOException e) { // out of descriptors, say: the server stays ready, so don't spin
      LockSupport.parkNanos(PAUSE_NANOS);
      return;
    }
    if (channel == null) {
      return;
    }
    if (newestFirst.size() >= pendingLimit && !hasRefusedASilentOne()) {
      countRefusal();
      Sockets.drop(channel);
      return;
    }
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    PendingConnection connection =
        new PendingConnection(
            key, Deadline.after(ANSWER_TIMEOUT), Deadline.after(HANDSHAKE_TIMEOUT), secret);
    key.attach(connection);
    newestFirst.addFirst(connection);
  }

  /** Strangers who only connect, again and again, must not keep ranks out for ever. */
  private boolean hasRefusedASilentOne() {
    for (Iterator<PendingConnection> each = newestFirst.descendingIterator(); each.hasNext(); ) {
      PendingConnection connection = each.next();
      if (connection.isSilent()) {
        each.remove();
        refuse(connection);
        return true;
      }
    }
    return false;
  }

  /** A rank may knock again while an attempt that it gave up is still here. */
  private void settle(@Nullable ExpectedPeers peers) {
    for (Iterator<PendingConnection> each = newestFirst.iterator(); each.hasNext(); ) {
      PendingConnection connection = each.next();
      if (connection.isToBeRefused(peers != null)) {
        each.remove();
        refuse(connection);
      } else if (peers != null && connection.awaitsAnswer() && isThroughWith(connection, peers)) {
        each.remove();
      }
    }
  }

  private boolean isThroughWith(PendingConnection connection, ExpectedPeers peers) {
    try {
      if (!connection.isFrom(peers)) {
        refuse(connection);
        return true;
      }
      return connection.answer(peers);
    } catch (IOException e) {
      refuse(connection);
      return true;
    }
  }

  private void refuse(PendingConnection connection) {
    countRefusal();
    connection.drop();
  }

  @Override
  public void close() {
    Sockets.drop(server);
    selector.wakeup();
    try {
      thread.join(HANDSHAKE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread ends by itself, only later than close()
    }
  }
}
