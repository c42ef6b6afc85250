package io.thalweg.learner.drift;

import java.io.Serializable;
import java.util.List;

/** What is watched, and what follows from a drift. Immutable. */
public record DriftConfig(List<Watch> watches, ReactionSpec reactions) implements Serializable {
  public static final DriftConfig NONE = new DriftConfig(List.of(), ReactionSpec.NONE);

  public DriftConfig {
    watches = List.copyOf(watches);
  }
}
