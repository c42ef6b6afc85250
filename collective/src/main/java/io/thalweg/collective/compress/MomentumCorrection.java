package io.thalweg.collective.compress;

import io.thalweg.collective.VectorSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Error feedback for sparse codecs of gradients that are meant for SGD with momentum [1]. The
 * momentum is applied here, by each rank before it sends, so that what a value has gathered while
 * it waited is what momentum would have made of it; the optimizer behind it has none. u = momentum
 * * u + contribution; v = v + u; v is encoded; where something was sent, u starts anew (momentum
 * factor masking) and v keeps what rounding held back. State: u and v, two float32 a value.
 * Threads: as {@link Memory} says.
 *
 * <p>[1] Lin, Han, Mao, Wang, Dally: Deep Gradient Compression: Reducing the Communication
 * Bandwidth for Distributed Training. ICLR 2018, section 3.
 */
final class MomentumCorrection implements Memory {

  private static final String KIND = "DGCM";

  private final float momentum;
  private final float[] velocity;
  private final float[] residual;
  private float @Nullable [] proposedVelocity;
  private float @Nullable [] proposedResidual;

  MomentumCorrection(int length, float momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be 0 to less than 1: momentum=" + momentum);
    }
    this.momentum = momentum;
    velocity = new float[length];
    residual = new float[length];
  }

  @Override
  public float[] corrected(float[] contribution) {
    Lengths.requireEqual(contribution, residual.length);
    float[] moved = new float[residual.length];
    float[] corrected = new float[residual.length];
    for (int i = 0; i < corrected.length; i++) {
      moved[i] = momentum * velocity[i] + contribution[i];
      corrected[i] = residual[i] + moved[i];
    }
    proposedVelocity = moved;
    proposedResidual = null;
    return corrected;
  }

  @Override
  public void sent(float[] corrected, float[] decoded) {
    float[] moved = proposedVelocity;
    if (moved == null) {
      throw new IllegalStateException("nothing is proposed: sent follows corrected");
    }
    float[] rest = new float[residual.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = corrected[i] - decoded[i];
      if (decoded[i] != 0) {
        moved[i] = 0;
      }
    }
    proposedResidual = rest;
  }

  @Override
  public void commit() {
    if (proposedVelocity != null && proposedResidual != null) {
      System.arraycopy(proposedVelocity, 0, velocity, 0, velocity.length);
      System.arraycopy(proposedResidual, 0, residual, 0, residual.length);
      abort();
    }
  }

  @Override
  public void abort() {
    proposedVelocity = null;
    proposedResidual = null;
  }

  @Override
  public byte[] snapshot() {
    return VectorSnapshot.write(KIND, velocity, residual);
  }

  @Override
  public void restore(byte[] snapshot) {
    VectorSnapshot.read(snapshot, KIND, velocity, residual);
    abort();
  }
}
