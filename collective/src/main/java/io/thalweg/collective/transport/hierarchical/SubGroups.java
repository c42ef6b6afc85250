package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The memberships that one membership falls apart into. Their tokens are hashes of its token and of
 * who is where: only who knows the one knows the others, no two of them are equal, and ranks that
 * see the processes differently never meet. A membership of one process keeps its token. Immutable.
 */
record SubGroups(Membership whole, Topology topology) {

  private static final String LEADERS = "leaders";
  private static final String LOCALS = "locals of ";

  /** The ranks of one process, under the id by which they meet in memory. */
  Membership locals(int process, String processId) {
    List<Integer> ranks = topology.ranks().get(process);
    return new Membership(
        topology.processes() == 1 ? whole.generation() : token(LOCALS + process),
        IntStream.range(0, ranks.size())
            .mapToObj(
                local -> {
                  Member member = whole.member(ranks.get(local));
                  return new Member(local, member.host(), member.port(), processId);
                })
            .toList());
  }

  /** One rank of each process. */
  Membership leaders() {
    return new Membership(
        token(LEADERS),
        IntStream.range(0, topology.processes())
            .mapToObj(
                process -> {
                  Member member = whole.member(topology.ranks().get(process).get(0));
                  return new Member(process, member.host(), member.port(), member.processId());
                })
            .toList());
  }

  private Generation token(String role) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Generation generation = whole.generation();
      digest.update(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(generation.high())
              .putLong(generation.low())
              .flip());
      digest.update((role + topology.ranks()).getBytes(StandardCharsets.UTF_8));
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      return new Generation(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
