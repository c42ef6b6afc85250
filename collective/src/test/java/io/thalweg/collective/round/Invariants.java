package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What must hold after every event. Sums and bases are worked out here; which base is the newest,
 * and so what a lost base has undone, is taken from the coordinator.
 */
final class Invariants {
  private final RoundSimulation simulation;
  private final Map<String, float[]> bases = new HashMap<>();
  private final Map<Long, float[]> sums = new HashMap<>();
  private final Map<Long, Set<String>> contributors = new HashMap<>();
  private final Map<Long, float[]> startedFrom = new HashMap<>();
  private final Map<Long, String> committed = new HashMap<>();

  Invariants(RoundSimulation simulation) {
    this.simulation = simulation;
    float[] zeros = new float[WatchedReplica.LENGTH];
    bases.put(VectorHash.sha256(zeros), zeros);
  }

  /** A rank puts this into a round. */
  void contributed(long round, SimulatedProcess process, float[] values) {
    assertThat(contributors.computeIfAbsent(round, r -> new HashSet<>()).add(process.id))
        .as("%s contributes once to round %d", process, round)
        .isTrue();
    add(values, sums.computeIfAbsent(round, r -> new float[WatchedReplica.LENGTH]));
    startedFrom.putIfAbsent(round, process.replica.baseView().clone());
  }

  /** A rank has added up what came from all. */
  void summed(SimulatedProcess process, long round, float[] sum) {
    assertThat(sum).as("sum at %s is of round %d alone", process, round).isEqualTo(sums.get(round));
  }

  /** The coordinator tells somebody. */
  void decided(ToMember message) {
    if (message instanceof ToMember.Commit commit) {
      String before = committed.putIfAbsent(commit.round(), commit.resultSha256());
      if (before == null) {
        float[] truth = startedFrom.get(commit.round()).clone();
        add(sums.get(commit.round()), truth);
        assertThat(commit.resultSha256())
            .as("round %d is its base and what its ranks put in", commit.round())
            .isEqualTo(VectorHash.sha256(truth));
        bases.put(commit.resultSha256(), truth);
      } else {
        assertThat(commit.resultSha256()).as("result of %d", commit.round()).isEqualTo(before);
      }
    }
  }

  private static void add(float[] values, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  float[] newestBase() {
    Base newest = simulation.coordinator.base();
    return newest == null ? new float[WatchedReplica.LENGTH] : bases.get(newest.sha256());
  }

  void check() {
    for (SimulatedProcess process : simulation.processes()) {
      if (process.replica.applied) {
        process.replica.applied = false;
        Base base = process.replica.base();
        assertThat(base.sha256())
            .as("%s applies round %d", process, base.round())
            .isEqualTo(committed.get(base.round()));
      }
    }
    checkThatEachExampleIsOnceSomewhere();
  }

  private void checkThatEachExampleIsOnceSomewhere() {
    float[] base = newestBase();
    for (int example = 0; example < simulation.examples.given(); example++) {
      SimulatedProcess owner = simulation.examples.owner(example);
      float places = base[example];
      if (simulation.isInTheGroup(owner)) {
        places += owner.replica.open[example];
        places -= simulation.isDecidedFor(owner) ? owner.replica.frozen[example] : 0;
        if (places != 1) {
          throw new AssertionError(
              "example %d of %s: in the base %f, open %f"
                  .formatted(example, owner, base[example], owner.replica.open[example]));
        }
      } else if (places != 0 && places != 1) {
        throw new AssertionError("example %d is %f times in the base".formatted(example, places));
      }
    }
  }
}
