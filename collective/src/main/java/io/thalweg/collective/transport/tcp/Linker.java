package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Membership;
import io.thalweg.collective.algorithm.Plans;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Makes one connection to every rank that a plan may want: out to the lower ones, in from the
 * higher ones. A rank answers whoever connects while it waits for others itself, so no order of
 * arrival makes ranks wait for each other in a circle. Confined to the joining thread, except
 * {@link #cancel}.
 */
final class Linker {

  private final Acceptor acceptor;
  private final int rank;
  private final int worldSize;
  private final NavigableSet<Integer> higher;
  private final ExpectedPeers expected;
  private final List<Connector> connectors;

  Linker(Membership membership, int rank, Acceptor acceptor, TcpOptions options) {
    this.acceptor = acceptor;
    this.rank = rank;
    worldSize = membership.worldSize();
    NavigableSet<Integer> partners = Plans.partners(rank, worldSize);
    higher = partners.tailSet(rank, false);
    expected = new ExpectedPeers(membership.generation(), rank, higher, options.integrity());
    connectors =
        partners.headSet(rank, false).stream()
            .map(
                peer ->
                    new Connector(membership.generation(), rank, membership.member(peer), options))
            .toList();
  }

  ExpectedPeers expected() {
    return expected;
  }

  /** The caller owns the links; after a failure nothing is left open or expected. */
  PeerLinks link(Deadline deadline) throws IOException {
    List<LinkedPeer> peers = new ArrayList<>();
    acceptor.expect(expected, worldSize);
    try {
      for (Connector connector : connectors) {
        peers.add(connector.connect(deadline));
      }
      for (int peer : higher) {
        peers.add(expected.await(peer, deadline));
      }
      return new PeerLinks(peers, rank, worldSize);
    } catch (IOException e) {
      peers.forEach(peer -> Sockets.drop(peer.channel()));
      cancel();
      throw e;
    }
  }

  /** May be called by any thread, before the links are made. */
  void cancel() {
    acceptor.forget(expected);
    expected.giveUp("cancelled");
    connectors.forEach(Connector::cancel);
  }
}
