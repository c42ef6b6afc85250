package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.round.ToMember.Form;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The generation of the hour: who has which rank, and who is linked. Confined to one thread. */
final class Formation {
  private final long number;
  private final Membership membership;
  private final List<String> byRank;
  private final Base base;
  private final int sourceRank;
  private final long deadlineNanos;
  private final BitSet linked = new BitSet();

  Formation(long number, Generation generation, Roster roster, Base base, long deadlineNanos) {
    this.number = number;
    this.byRank = roster.members();
    this.base = base;
    this.deadlineNanos = deadlineNanos;
    List<Member> members = new ArrayList<>();
    int source = Form.NO_SOURCE;
    boolean allHaveIt = true;
    for (String id : byRank) {
      Roster.Entry entry = roster.entry(id);
      boolean hasIt = entry.base.equals(base);
      allHaveIt &= hasIt;
      if (hasIt && source == Form.NO_SOURCE) {
        source = members.size();
      }
      members.add(entry.address.at(members.size()));
    }
    this.membership = new Membership(generation, members);
    this.sourceRank = allHaveIt ? Form.NO_SOURCE : source;
  }

  Form formFor(int rank) {
    return new Form(number, membership, rank, base, sourceRank);
  }

  Generation generation() {
    return membership.generation();
  }

  List<String> byRank() {
    return byRank;
  }

  /** -1 for one that is no member. */
  int rankOf(String member) {
    return byRank.indexOf(member);
  }

  void linked(int rank) {
    linked.set(rank);
  }

  boolean isLinked() {
    return linked.cardinality() == byRank.size();
  }

  boolean isTooLate(long nowNanos) {
    return !isLinked() && nowNanos - deadlineNanos > 0;
  }

  List<Integer> notLinked() {
    List<Integer> missing = new ArrayList<>();
    for (int rank = 0; rank < byRank.size(); rank++) {
      if (!linked.get(rank)) {
        missing.add(rank);
      }
    }
    return missing;
  }
}
