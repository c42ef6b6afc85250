package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/** Runs simulations and adds up what happened in them. */
final class Seeds {
  private final Mischief mischief;
  private final Map<String, Integer> happened = new TreeMap<>();
  private long committed;
  private long aborted;
  private long learnedAgain;

  Seeds(Mischief mischief) {
    this.mischief = mischief;
  }

  /** Ends at the first seed that breaks an invariant. */
  void run(long from, long to) {
    for (long seed = from; seed < to; seed++) {
      RoundSimulation simulation = new RoundSimulation(seed, mischief);
      try {
        simulation.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed=%d (run it alone with -Dthalweg.seed=%d) at %.3f ms: %s\n%s"
                .formatted(
                    seed,
                    seed,
                    simulation.time.now() / 1e6,
                    e.getMessage(),
                    simulation.time.trace()),
            e);
      }
      committed += simulation.coordinator.roundsCommitted();
      aborted += simulation.coordinator.roundsAborted();
      learnedAgain += simulation.examples.again();
      simulation.happened.forEach((what, times) -> happened.merge(what, times, Integer::sum));
    }
  }

  /** A fault that never comes proves nothing. */
  void assertThatEveryFaultHappened() {
    assertThat(happened)
        .containsOnlyKeys(
            "crash", "sleep", "busy", "partition", "leave", "join", "expel", "refused")
        .allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThan(20));
  }

  long committed() {
    return committed;
  }

  long aborted() {
    return aborted;
  }

  long learnedAgain() {
    return learnedAgain;
  }

  @Override
  public String toString() {
    return "committed=%d, aborted=%d, learnedAgain=%d, %s"
        .formatted(committed, aborted, learnedAgain, happened);
  }
}
