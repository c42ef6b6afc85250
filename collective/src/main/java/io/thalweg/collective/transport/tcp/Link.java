package io.thalweg.collective.transport.tcp;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** The connection to one peer, both ways. Confined to the communicator's thread. */
final class Link {

  private final LinkedPeer peer;
  private final SelectionKey key;
  private final FrameSender sender;
  private final FrameReceiver receiver;

  Link(LinkedPeer peer, int ownRank, Selector selector) throws IOException {
    this.peer = peer;
    peer.channel().configureBlocking(false);
    key = peer.channel().register(selector, 0);
    sender = new FrameSender(peer.channel(), peer.sending(), ownRank);
    receiver = new FrameReceiver(peer.channel(), peer.receiving(), peer.rank());
  }

  LinkedPeer peer() {
    return peer;
  }

  FrameSender sender() {
    return sender;
  }

  FrameReceiver receiver() {
    return receiver;
  }

  void begin(Call call) {
    sender.begin(call);
    receiver.begin(call);
  }

  void wantAlso(int operation) {
    key.interestOpsOr(operation);
  }
}
