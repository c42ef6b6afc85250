package io.thalweg.collective.round;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that move by adding up: the open delta is the sum of what was learned, and a round's
 * result is added to the base. Confined to one thread.
 */
public final class DeltaReplica implements Replica {
  private float[] base;
  private Base name;
  private final float[] delta;
  private long openExamples;
  private @Nullable Contribution frozen;
  private float @Nullable [] proposal;
  private String proposalHash = "";

  public DeltaReplica(long round, float[] parameters) {
    this.base = parameters.clone();
    this.name = new Base(round, VectorHash.sha256(base));
    this.delta = new float[base.length];
  }

  /** Moves the parameters; counts as open from here on. */
  public void learned(float[] change, long examples) {
    for (int i = 0; i < delta.length; i++) {
      delta[i] += change[i];
    }
    openExamples += examples;
  }

  /** Base and open delta, a copy. */
  public float[] parameters() {
    float[] sum = base.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += delta[i];
    }
    return sum;
  }

  @Override
  public Base base() {
    return name;
  }

  @Override
  public float[] baseView() {
    return base;
  }

  @Override
  public long openExamples() {
    return openExamples;
  }

  @Override
  public Contribution freeze() {
    // A copy for each side: a reduction works in place.
    frozen = new Contribution(delta.clone(), openExamples);
    return new Contribution(delta.clone(), openExamples);
  }

  @Override
  public String propose(float[] result) {
    float[] sum = base.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += result[i];
    }
    proposal = sum;
    proposalHash = VectorHash.sha256(sum);
    return proposalHash;
  }

  @Override
  public void commit(long round) {
    base = Objects.requireNonNull(proposal, "nothing is proposed");
    name = new Base(round, proposalHash);
    Contribution taken = frozen;
    if (taken != null) {
      for (int i = 0; i < delta.length; i++) {
        delta[i] -= taken.values()[i];
      }
      openExamples -= taken.examples();
    }
    abort();
  }

  @Override
  public void abort() {
    frozen = null;
    proposal = null;
  }

  @Override
  public void rebase(Base newName, float[] parameters) {
    base = parameters.clone();
    name = newName;
  }
}
