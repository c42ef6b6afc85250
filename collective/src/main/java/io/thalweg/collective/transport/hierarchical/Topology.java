package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ranks live in which process. Processes are in the order of their lowest ranks, which lead
 * them; all ranks of a membership see the same. Immutable.
 *
 * @param ranks of each process, ascending
 */
record Topology(List<List<Integer>> ranks) {

  Topology {
    ranks = ranks.stream().map(List::copyOf).toList();
  }

  static Topology of(Membership membership) {
    Map<String, List<Integer>> byProcess = new LinkedHashMap<>();
    for (Member member : membership.members()) {
      byProcess.computeIfAbsent(member.processId(), id -> new ArrayList<>()).add(member.rank());
    }
    return new Topology(List.copyOf(byProcess.values()));
  }

  int processes() {
    return ranks.size();
  }

  boolean isOneRankAProcess() {
    return ranks.stream().allMatch(inProcess -> inProcess.size() == 1);
  }

  int processOf(int rank) {
    for (int process = 0; process < ranks.size(); process++) {
      if (ranks.get(process).contains(rank)) {
        return process;
      }
    }
    throw new IllegalArgumentException("rank is in no process: rank=" + rank + ", " + this);
  }

  /** A rank's place among those of its process; 0 leads. */
  int localRank(int rank) {
    return ranks.get(processOf(rank)).indexOf(rank);
  }

  /** All ranks, process by process. */
  List<Integer> order() {
    return ranks.stream().flatMap(List::stream).toList();
  }
}
