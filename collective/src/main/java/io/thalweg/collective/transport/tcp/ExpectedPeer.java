package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Generation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one connection that a rank waits for. The acceptor's thread fulfils it, the joining thread
 * awaits it; a channel that comes too late is closed by whoever finds that out. Thread-safe.
 */
final class ExpectedPeer {

  private final Generation generation;
  private final int peerRank;
  private final int ownRank;
  private final CompletableFuture<SocketChannel> linked = new CompletableFuture<>();

  ExpectedPeer(Generation generation, int peerRank, int ownRank) {
    this.generation = generation;
    this.peerRank = peerRank;
    this.ownRank = ownRank;
  }

  boolean isStillDue(ByteBuffer hello) {
    return !linked.isDone()
        && FrameHeader.claimedGeneration(hello).equals(generation)
        && FrameHeader.claimedRank(hello) == peerRank;
  }

  FrameHeader welcome() {
    return FrameHeader.handshake(FrameType.WELCOME, generation, ownRank);
  }

  /** Hands the channel over, or closes it if nobody waits any more. */
  void fulfil(SocketChannel channel) {
    if (!linked.complete(channel)) {
      Sockets.drop(channel);
    }
  }

  /** The caller owns the channel. */
  SocketChannel await(Deadline deadline) throws IOException {
    try {
      return linked.get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("deadline passed: waited for rank=" + peerRank);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: waited for rank=" + peerRank);
    } catch (ExecutionException e) {
      throw new IOException("waited for rank=" + peerRank, e.getCause());
    }
  }

  void giveUp(String why) {
    if (!linked.completeExceptionally(new IOException(why)) && !linked.isCompletedExceptionally()) {
      Sockets.drop(linked.join());
    }
  }
}
