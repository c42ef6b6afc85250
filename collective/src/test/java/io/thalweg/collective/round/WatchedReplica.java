package io.thalweg.collective.round;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link DeltaReplica} that tests can look into, and break. */
final class WatchedReplica implements Replica {
  static final int LENGTH = 256;

  final float[] open = new float[LENGTH];
  float @Nullable [] frozen;
  boolean applied;

  private final DeltaReplica replica = new DeltaReplica(0, new float[LENGTH]);
  private final Mischief mischief;
  private final BooleanSupplier busy;

  WatchedReplica(Mischief mischief, BooleanSupplier busy) {
    this.mischief = mischief;
    this.busy = busy;
  }

  void learned(int example) {
    float[] change = new float[LENGTH];
    change[example] = 1;
    open[example] += 1;
    replica.learned(change, 1);
  }

  @Override
  public Base base() {
    return replica.base();
  }

  @Override
  public float[] baseView() {
    return replica.baseView();
  }

  @Override
  public long openExamples() {
    return replica.openExamples();
  }

  @Override
  public @Nullable Contribution freeze() {
    if (busy.getAsBoolean()) {
      return null;
    }
    Contribution contribution = replica.freeze();
    frozen = contribution.values().clone();
    return contribution;
  }

  @Override
  public String propose(float[] result) {
    return replica.propose(result);
  }

  @Override
  public void commit(long round) {
    replica.commit(round);
    applied = true;
    if (frozen != null && mischief == Mischief.KEEP_DELTA_AT_COMMIT) {
      replica.learned(frozen, sum(frozen));
    }
    readOpen();
    frozen = null;
  }

  @Override
  public void abort() {
    if (frozen != null && mischief == Mischief.DROP_DELTA_AT_ABORT) {
      float[] minus = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        minus[i] = -frozen[i];
      }
      replica.learned(minus, sum(minus));
      readOpen();
    }
    replica.abort();
    frozen = null;
  }

  @Override
  public void rebase(Base base, float[] parameters) {
    replica.rebase(base, parameters);
    readOpen();
  }

  private static long sum(float[] values) {
    long sum = 0;
    for (float value : values) {
      sum += (long) value;
    }
    return sum;
  }

  private void readOpen() {
    float[] all = replica.parameters();
    for (int i = 0; i < LENGTH; i++) {
      open[i] = all[i] - replica.baseView()[i];
    }
  }
}
