package io.thalweg.collective.algorithm;

import java.util.List;
import java.util.stream.Stream;

/**
 * All steps of one rank in their order. Steps that add come first; then the rank owns a range of
 * finished sums (it may be empty, and others may own it too), and the rest only hands these around.
 * A step may send what all earlier steps have received, and nothing of it changes before it is
 * sent. Immutable.
 */
public record Plan(
    List<Step> reduceSteps, List<Step> gatherSteps, int ownedStart, int ownedLength) {

  public Plan {
    reduceSteps = List.copyOf(reduceSteps);
    gatherSteps = List.copyOf(gatherSteps);
  }

  /** A plan that adds nothing. */
  static Plan gather(List<Step> steps) {
    return new Plan(List.of(), steps, 0, 0);
  }

  public List<Step> steps() {
    return Stream.concat(reduceSteps.stream(), gatherSteps.stream()).toList();
  }

  long elementsSent() {
    return steps().stream().mapToLong(Step::sendLength).sum();
  }

  long elementsAdded() {
    return reduceSteps.stream().mapToLong(Step::added).sum();
  }
}
