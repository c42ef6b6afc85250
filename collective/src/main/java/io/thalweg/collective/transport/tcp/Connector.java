package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knocks at another rank until it opens: that rank may still be closing the former generation.
 * Confined to the joining thread, except {@link #cancel}.
 */
final class Connector {

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final Member peer;
  private final Generation generation;
  private final int ownRank;
  private final TcpOptions options;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile @Nullable SocketChannel attempt;

  Connector(Generation generation, int ownRank, Member peer, TcpOptions options) {
    this.generation = generation;
    this.ownRank = ownRank;
    this.peer = peer;
    this.options = options;
  }

  /** The caller owns the channel. */
  LinkedPeer connect(Deadline deadline) throws IOException {
    for (long pauseMillis = FIRST_PAUSE_MILLIS; ; pauseMillis *= 2) {
      IOException failure;
      try {
        return attempt(deadline);
      } catch (IOException e) {
        failure = e;
      }
      if (isCancelledWithin(Math.min(LONGEST_PAUSE_MILLIS, pauseMillis), deadline)) {
        throw failure;
      }
      if (deadline.passed()) {
        SocketTimeoutException timeout =
            new SocketTimeoutException(
                "deadline passed: peer=" + peer + ", last attempt=" + failure.getMessage());
        timeout.initCause(failure);
        throw timeout;
      }
    }
  }

  /** May be called by any thread. */
  void cancel() {
    cancelled.countDown();
    Sockets.drop(attempt);
  }

  private boolean isCancelledWithin(long pauseMillis, Deadline deadline)
      throws InterruptedIOException {
    try {
      return cancelled.await(
          Math.min(pauseMillis, deadline.remainingMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: waited for rank=" + peer.rank());
    }
  }

  private LinkedPeer attempt(Deadline whole) throws IOException {
    Deadline end = Deadline.after(ATTEMPT_TIMEOUT).earlierOf(whole);
    SocketChannel channel = SocketChannel.open();
    attempt = channel;
    try {
      if (cancelled.getCount() == 0) { // it may have missed this channel
        throw new IOException("cancelled");
      }
      InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
      if (address.getAddress() != null && address.getAddress().isLoopbackAddress()) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, LinkedPeer.LOOPBACK_SOCKET_BYTES);
      }
      channel.socket().connect(address, socketTimeoutMillis(end));
      Handshake handshake = new Handshake(options.secret());
      channel.write(handshake.say(header(FrameType.HELLO, ownRank))); // the send buffer has room:
      handshake.hear(header(FrameType.WELCOME, peer.rank()), read(channel, end));
      channel.write(handshake.say(header(FrameType.CONFIRM, ownRank))); // neither write blocks
      return LinkedPeer.connected(peer.rank(), channel, handshake, options.integrity());
    } catch (IOException e) {
      Sockets.drop(channel);
      throw e;
    }
  }

  private FrameHeader header(FrameType type, int sourceRank) {
    return FrameHeader.handshake(type, generation, sourceRank);
  }

  private static ByteBuffer read(SocketChannel channel, Deadline end) throws IOException {
    InputStream in = channel.socket().getInputStream();
    byte[] bytes = new byte[FrameLayout.HANDSHAKE_BYTES];
    for (int got = 0; got < bytes.length; ) {
      channel.socket().setSoTimeout(socketTimeoutMillis(end));
      int read = in.read(bytes, got, bytes.length - got);
      if (read < 0) {
        throw new EOFException("connection closed instead of a WELCOME");
      }
      got += read;
    }
    return FrameLayout.view(bytes);
  }

  /** 0 would mean for ever. */
  private static int socketTimeoutMillis(Deadline deadline) throws SocketTimeoutException {
    if (deadline.passed()) {
      throw new SocketTimeoutException("no WELCOME in time");
    }
    return (int) Math.max(1, deadline.remainingMillis());
  }
}
