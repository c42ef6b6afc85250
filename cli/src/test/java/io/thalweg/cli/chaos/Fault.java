package io.thalweg.cli.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is done to a process. Immutable.
 *
 * @param stopped how long it stands still; zero for SIGKILL
 */
record Fault(String victim, Duration stopped) {
  boolean isKill() {
    return stopped.isZero();
  }

  boolean isServer() {
    return victim.startsWith("server");
  }

  /**
   * A kill and a stop of each kind of process that learning needs, in turn, in orders of the
   * seed's.
   */
  static List<Fault> ofLearning(Random random, Duration longestStop) {
    List<String> killed = victims(random);
    List<String> stopped = victims(random);
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < killed.size(); i++) {
      faults.add(new Fault(killed.get(i), Duration.ZERO));
      faults.add(new Fault(stopped.get(i), stop(random, longestStop)));
    }
    return faults;
  }

  private static List<String> victims(Random random) {
    List<String> victims =
        new ArrayList<>(List.of("taskmanager-" + oneOrTwo(random), "jobmanager-1", "kafka"));
    Collections.shuffle(victims, random);
    return victims;
  }

  /** One of a server. */
  static Fault ofServing(Random random, Duration longestStop) {
    String victim = "server-" + oneOrTwo(random);
    return new Fault(victim, random.nextBoolean() ? Duration.ZERO : stop(random, longestStop));
  }

  private static int oneOrTwo(Random random) {
    return 1 + random.nextInt(2);
  }

  private static Duration stop(Random random, Duration longest) {
    return Duration.ofMillis(5_000 + random.nextInt((int) longest.toMillis() - 5_000 + 1));
  }

  @Override
  public String toString() {
    return isKill() ? "kill " + victim : "stop " + victim + " for " + stopped.toMillis() + " ms";
  }
}
