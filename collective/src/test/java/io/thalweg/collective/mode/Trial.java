package io.thalweg.collective.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Outcome;
import io.thalweg.collective.Transport;
import io.thalweg.collective.World;
import java.util.List;

/** Trains a problem on as many ranks as a test wants, over a real communicator. */
final class Trial {

  static final int WORLD_SIZE = 4;

  private Trial() {}

  /** What all ranks end with, to the bit. */
  static float[] train(Mode mode, Stage stage, Problem problem) {
    try (World world = new World(Transport.IN_PROCESS, WORLD_SIZE)) {
      List<Outcome<float[]>> outcomes =
          world.inGeneration(
              communicator -> mode.train(communicator, stage.open(problem), problem));
      for (Outcome<float[]> outcome : outcomes) {
        if (outcome.failure() != null) {
          throw new AssertionError("a rank failed", outcome.failure());
        }
        assertThat(outcome.value()).containsExactly(outcomes.get(0).value());
      }
      return outcomes.get(0).value();
    }
  }
}
