package io.thalweg.collective;

import java.util.Comparator;
import java.util.List;

/**
 * Who takes part in one generation: exactly the ranks 0 to worldSize - 1, kept sorted. Immutable.
 */
public record Membership(Generation generation, List<Member> members) {

  public Membership {
    members = members.stream().sorted(Comparator.comparingInt(Member::rank)).toList();
    if (members.isEmpty()) {
      throw new IllegalArgumentException("membership is empty: generation=" + generation);
    }
    for (int rank = 0; rank < members.size(); rank++) {
      if (members.get(rank).rank() != rank) {
        throw new IllegalArgumentException(
            "ranks must be 0.."
                + (members.size() - 1)
                + ", each once: found="
                + members.stream().map(Member::rank).toList()
                + ", generation="
                + generation);
      }
    }
  }

  public int worldSize() {
    return members.size();
  }

  public Member member(int rank) {
    if (rank < 0 || rank >= members.size()) {
      throw new IllegalArgumentException(
          "rank is outside the membership: rank="
              + rank
              + ", worldSize="
              + worldSize()
              + ", generation="
              + generation);
    }
    return members.get(rank);
  }
}
