package io.thalweg.collective.compress;

import io.thalweg.collective.VectorSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Adds what the codec has held back so far to the next contribution: over the rounds, contributions
 * are what was sent plus one residual. State: the residual, one float32 a value. Threads: as {@link
 * Memory} says.
 *
 * <p>Seide et al.: 1-Bit Stochastic Gradient Descent. Interspeech 2014. Karimireddy et al.: Error
 * Feedback Fixes SignSGD and other Gradient Compression Schemes. ICML 2019.
 */
final class ErrorFeedback implements Memory {

  private static final String KIND = "EFBK";

  private final float[] residual;
  private float @Nullable [] proposed;

  ErrorFeedback(int length) {
    residual = new float[length];
  }

  @Override
  public float[] corrected(float[] contribution) {
    Lengths.requireEqual(contribution, residual.length);
    float[] corrected = new float[residual.length];
    for (int i = 0; i < corrected.length; i++) {
      corrected[i] = contribution[i] + residual[i];
    }
    return corrected;
  }

  @Override
  public void sent(float[] corrected, float[] decoded) {
    float[] rest = new float[residual.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = corrected[i] - decoded[i];
    }
    proposed = rest;
  }

  @Override
  public void commit() {
    if (proposed != null) {
      System.arraycopy(proposed, 0, residual, 0, residual.length);
      proposed = null;
    }
  }

  @Override
  public void abort() {
    proposed = null;
  }

  @Override
  public byte[] snapshot() {
    return VectorSnapshot.write(KIND, residual);
  }

  @Override
  public void restore(byte[] snapshot) {
    VectorSnapshot.read(snapshot, KIND, residual);
    proposed = null;
  }
}
