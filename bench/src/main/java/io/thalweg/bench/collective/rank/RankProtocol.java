package io.thalweg.bench.collective.rank;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.util.ArrayList;
import java.util.List;

/** The lines between a bench and its rank processes. Stateless. */
final class RankProtocol {
  static final String JOIN = "join";
  static final String JOINED = "joined";
  static final String RUN = "run";
  static final String FAILED = "failed: ";

  private static final int FIRST_MEMBER = 4;
  private static final int WORDS_PER_MEMBER = 3;

  private RankProtocol() {}

  /** Who takes part, and the first of the ranks that the process has. Immutable. */
  record Join(int firstRank, Membership membership) {}

  static String join(int firstRank, Membership membership) {
    StringBuilder line =
        new StringBuilder(
            "%s %d %d %d".formatted(JOIN, firstRank, high(membership), low(membership)));
    for (Member member : membership.members()) {
      line.append(" ").append(endpoint(member.host(), member.port(), member.processId()));
    }
    return line.toString();
  }

  static Join parseJoin(String[] words) {
    List<Member> members = new ArrayList<>();
    for (int at = FIRST_MEMBER; at < words.length; at += WORDS_PER_MEMBER) {
      members.add(member(members.size(), words, at));
    }
    Generation generation = new Generation(Long.parseLong(words[2]), Long.parseLong(words[3]));
    return new Join(Integer.parseInt(words[1]), new Membership(generation, members));
  }

  static String endpoint(String host, int port, String processId) {
    return host + " " + port + " " + processId;
  }

  static Member member(int rank, String line) {
    return member(rank, line.split(" "), 0);
  }

  static String run(int bytes, int iterations) {
    return RUN + " " + bytes + " " + iterations;
  }

  private static Member member(int rank, String[] words, int at) {
    return new Member(rank, words[at], Integer.parseInt(words[at + 1]), words[at + 2]);
  }

  private static long high(Membership membership) {
    return membership.generation().high();
  }

  private static long low(Membership membership) {
    return membership.generation().low();
  }
}
