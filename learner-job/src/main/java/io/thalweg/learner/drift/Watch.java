package io.thalweg.learner.drift;

import java.io.Serializable;

/** A detector on a signal. Immutable. */
public record Watch(Signal signal, DriftSpec spec) implements Serializable {
  /** As reports name it: {@code adwin on error}. */
  public String name() {
    return spec.type() + " on " + signal.name();
  }
}
