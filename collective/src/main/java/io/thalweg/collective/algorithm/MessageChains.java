package io.thalweg.collective.algorithm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** How many messages of a world's plans have to wait for each other. Threads: stateless. */
final class MessageChains {

  private MessageChains() {}

  /** The time all plans take if every message takes 1 and nothing else takes any. */
  static int longest(List<Plan> plans) {
    int worldSize = plans.size();
    List<Deque<Integer>> arrivals = new ArrayList<>(); // by sender * worldSize + receiver
    for (int pair = 0; pair < worldSize * worldSize; pair++) {
      arrivals.add(new ArrayDeque<>());
    }
    List<Deque<Step>> left = new ArrayList<>();
    plans.forEach(plan -> left.add(new ArrayDeque<>(plan.steps())));
    boolean[] sent = new boolean[worldSize]; // the first step left has sent already
    int[] clock = new int[worldSize];
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int rank = 0; rank < worldSize; rank++) {
        Step step = left.get(rank).peek();
        if (step == null) {
          continue;
        }
        if (step.sends() && !sent[rank]) {
          arrivals.get(rank * worldSize + step.sendTo()).add(clock[rank] + 1);
          sent[rank] = true;
          moved = true;
        }
        Integer arrival =
            step.receives() ? arrivals.get(step.receiveFrom() * worldSize + rank).poll() : null;
        if (step.receives() && arrival == null) {
          continue;
        }
        int done = step.sends() ? clock[rank] + 1 : clock[rank];
        clock[rank] = arrival == null ? done : Math.max(done, arrival);
        left.get(rank).remove();
        sent[rank] = false;
        moved = true;
      }
    }
    int longest = 0;
    for (int rank = 0; rank < worldSize; rank++) {
      if (!left.get(rank).isEmpty()) {
        throw new IllegalStateException(
            "plans don't match: rank=" + rank + ", waits at=" + left.get(rank).peek());
      }
      longest = Math.max(longest, clock[rank]);
    }
    return longest;
  }
}
