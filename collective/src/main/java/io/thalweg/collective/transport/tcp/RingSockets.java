package io.thalweg.collective.transport.tcp;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * The two connections of one rank, with their buffers. Each is used in one direction, so closing
 * one never takes back bytes that are on their way to the next rank. Confined to the reducing
 * thread, except {@link #close}, which any thread may call and which ends a wait.
 */
final class RingSockets implements Closeable {

  private final SocketChannel toNext;
  private final SocketChannel fromPrevious;
  private final Selector selector;
  private final SelectionKey writeKey;
  private final SelectionKey readKey;
  private final FrameSender sender;
  private final FrameReceiver receiver;

  /** Owns both channels from now on, also if it fails. */
  RingSockets(SocketChannel toNext, SocketChannel fromPrevious) throws IOException {
    this.toNext = toNext;
    this.fromPrevious = fromPrevious;
    Selector opened = null;
    try {
      opened = Selector.open();
      toNext.configureBlocking(false);
      fromPrevious.configureBlocking(false);
      writeKey = toNext.register(opened, 0);
      readKey = fromPrevious.register(opened, 0);
    } catch (IOException e) {
      Sockets.drop(toNext, fromPrevious, opened);
      throw e;
    }
    selector = opened;
    sender = new FrameSender(toNext);
    receiver = new FrameReceiver(fromPrevious);
  }

  FrameSender sender() {
    return sender;
  }

  FrameReceiver receiver() {
    return receiver;
  }

  /** Waits until one of the wanted operations can go on. */
  void await(int sendsPending, int receivesPending, Deadline deadline) throws IOException {
    writeKey.interestOps(sendsPending > 0 ? SelectionKey.OP_WRITE : 0);
    readKey.interestOps(receivesPending > 0 ? SelectionKey.OP_READ : 0);
    selector.select(Math.max(1, deadline.remainingMillis()));
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    if (deadline.passed()) {
      throw new SocketTimeoutException(
          "deadline passed: frames to send=" + sendsPending + ", to receive=" + receivesPending);
    }
  }

  /** A registered channel lets go of its descriptor only when its selector does: that goes last. */
  @Override
  public void close() {
    Sockets.drop(toNext, fromPrevious, selector);
  }
}
