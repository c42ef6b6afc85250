package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Membership;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Makes the two connections of one rank: out to the next, in from the previous. A ring of one rank
 * links to itself. Confined to the joining thread, except {@link #cancel}.
 */
final class RingLinker {

  private final Acceptor acceptor;
  private final int worldSize;
  private final ExpectedPeer previous;
  private final Connector connector;

  RingLinker(Membership membership, int rank, Acceptor acceptor) {
    this.acceptor = acceptor;
    worldSize = membership.worldSize();
    previous = new ExpectedPeer(membership.generation(), Math.floorMod(rank - 1, worldSize), rank);
    connector =
        new Connector(membership.generation(), rank, membership.member((rank + 1) % worldSize));
  }

  ExpectedPeer previous() {
    return previous;
  }

  /** The caller owns the sockets; after a failure nothing is left open or expected. */
  RingSockets link(Deadline deadline) throws IOException {
    SocketChannel toNext = null;
    acceptor.expect(previous, worldSize);
    try {
      toNext = connector.connect(deadline);
      return new RingSockets(toNext, previous.await(deadline));
    } catch (IOException e) {
      Sockets.drop(toNext);
      cancel();
      throw e;
    }
  }

  /** May be called by any thread, before the link is made. */
  void cancel() {
    acceptor.forget(previous);
    previous.giveUp("cancelled");
    connector.cancel();
  }
}
