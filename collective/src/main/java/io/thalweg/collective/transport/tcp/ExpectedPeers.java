package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Generation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a rank waits for. The acceptor's thread fulfils them, the joining thread
 * awaits them; a channel that comes too late is closed by whoever finds that out. Thread-safe.
 */
final class ExpectedPeers {

  private final Generation generation;
  private final int ownRank;
  private final @Nullable Integrity integrity;
  private final Map<Integer, CompletableFuture<LinkedPeer>> linked;

  ExpectedPeers(
      Generation generation,
      int ownRank,
      NavigableSet<Integer> peerRanks,
      @Nullable Integrity integrity) {
    this.generation = generation;
    this.ownRank = ownRank;
    this.integrity = integrity;
    linked =
        peerRanks.stream()
            .collect(Collectors.toMap(Function.identity(), rank -> new CompletableFuture<>()));
  }

  @Nullable Integrity integrity() {
    return integrity;
  }

  boolean isStillDue(ByteBuffer handshakeFrame) {
    CompletableFuture<LinkedPeer> peer = linked.get(FrameHeader.claimedRank(handshakeFrame));
    return peer != null
        && !peer.isDone()
        && FrameHeader.claimedGeneration(handshakeFrame).equals(generation);
  }

  FrameHeader welcome() {
    return FrameHeader.handshake(FrameType.WELCOME, generation, ownRank);
  }

  /** Hands a peer over that was still due, or closes its channel if nobody waits any more. */
  void fulfil(LinkedPeer peer) {
    CompletableFuture<LinkedPeer> due = linked.get(peer.rank());
    if (due == null || !due.complete(peer)) {
      Sockets.drop(peer.channel());
    }
  }

  /** The caller owns the channel. */
  LinkedPeer await(int peerRank, Deadline deadline) throws IOException {
    CompletableFuture<LinkedPeer> due = linked.get(peerRank);
    if (due == null) {
      throw new IllegalArgumentException("nobody expects rank=" + peerRank);
    }
    try {
      return due.get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("deadline passed: waited for rank=" + peerRank);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted: waited for rank=" + peerRank);
    } catch (ExecutionException e) {
      throw new IOException("waited for rank=" + peerRank, e.getCause());
    }
  }

  /** Closes all that came, and all that will come. */
  void giveUp(String why) {
    for (CompletableFuture<LinkedPeer> peer : linked.values()) {
      if (!peer.completeExceptionally(new IOException(why)) && !peer.isCompletedExceptionally()) {
        Sockets.drop(peer.join().channel());
      }
    }
  }
}
