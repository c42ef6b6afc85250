package io.thalweg.collective.compress;

/**
 * What a rank keeps of what a codec did not send. A round proposes: {@link #corrected}, then {@link
 * #sent}; {@link #commit} takes the proposal over, {@link #abort} forgets it, and a new proposal
 * replaces one that is open. Confined to one thread at a time.
 */
public sealed interface Memory permits NoMemory, ErrorFeedback, MomentumCorrection {

  /** What to encode in place of the contribution, owned by the caller. */
  float[] corrected(float[] contribution);

  /**
   * Ends the proposal.
   *
   * @param corrected what was encoded
   * @param decoded what the others make of the frame
   */
  void sent(float[] corrected, float[] decoded);

  void commit();

  void abort();

  /** The committed memory, as {@link io.thalweg.collective.Summation} says. */
  byte[] snapshot();

  /** Takes over a snapshot of the same kind and length; an open proposal is forgotten. */
  void restore(byte[] snapshot);

  /** What isn't sent is lost. */
  static Memory none() {
    return NoMemory.INSTANCE;
  }

  static Memory errorFeedback(int length) {
    return new ErrorFeedback(length);
  }

  /**
   * Error feedback of velocities; see {@link MomentumCorrection}.
   *
   * @param momentum 0 to less than 1
   */
  static Memory momentumCorrection(int length, float momentum) {
    return new MomentumCorrection(length, momentum);
  }
}
