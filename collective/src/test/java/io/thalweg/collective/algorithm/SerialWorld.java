package io.thalweg.collective.algorithm;

import io.thalweg.collective.algorithm.Step.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Runs the plans of all ranks in one thread, a whole step at a time. */
public final class SerialWorld {

  private final List<Deque<Step>> left = new ArrayList<>();
  private final List<Deque<float[]>> messages = new ArrayList<>();
  private final List<float[]> vectors = new ArrayList<>();

  private SerialWorld(List<Plan> plans, List<float[]> inputs) {
    plans.forEach(plan -> left.add(new ArrayDeque<>(plan.steps())));
    inputs.forEach(input -> vectors.add(input.clone()));
    for (int pair = 0; pair < plans.size() * plans.size(); pair++) {
      messages.add(new ArrayDeque<>());
    }
  }

  /** What each rank ends with. */
  public static List<float[]> run(List<Plan> plans, List<float[]> inputs) {
    SerialWorld world = new SerialWorld(plans, inputs);
    boolean[] sent = new boolean[plans.size()];
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int rank = 0; rank < plans.size(); rank++) {
        moved |= world.advance(rank, sent);
      }
    }
    for (int rank = 0; rank < plans.size(); rank++) {
      if (!world.left.get(rank).isEmpty()) {
        throw new AssertionError("rank " + rank + " waits at " + world.left.get(rank).peek());
      }
    }
    if (world.messages.stream().anyMatch(queue -> !queue.isEmpty())) {
      throw new AssertionError("a message was sent that nobody receives");
    }
    return world.vectors;
  }

  private boolean advance(int rank, boolean[] sent) {
    Step step = left.get(rank).peek();
    if (step == null) {
      return false;
    }
    boolean sendsNow = step.sends() && !sent[rank];
    if (sendsNow) {
      int start = step.sendStart();
      queue(rank, step.sendTo())
          .add(Arrays.copyOfRange(vectors.get(rank), start, start + step.sendLength()));
      sent[rank] = true;
    }
    if (step.receives()) {
      float[] message = queue(step.receiveFrom(), rank).poll();
      if (message == null) {
        return sendsNow;
      }
      apply(step, message, vectors.get(rank));
    }
    left.get(rank).remove();
    sent[rank] = false;
    return true;
  }

  private static void apply(Step step, float[] message, float[] vector) {
    if (message.length != step.receiveLength()) {
      throw new AssertionError("message of " + message.length + " for " + step);
    }
    for (int i = 0; i < message.length; i++) {
      int at = step.receiveStart() + i;
      vector[at] = step.receiveOp() == Op.ADD ? vector[at] + message[i] : message[i];
    }
  }

  private Deque<float[]> queue(int from, int to) {
    return messages.get(from * left.size() + to);
  }
}
