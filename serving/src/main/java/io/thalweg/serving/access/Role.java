package io.thalweg.serving.access;

/** What a token is good for. */
public enum Role {
  /** Inference, metadata, explanations, metrics. */
  READ,
  /** Everything: what {@link #READ} allows, and changing which version serves. */
  ADMIN;

  /** Whether a token with this role may do what asks for another. */
  boolean covers(Role needed) {
    return this == ADMIN || needed == READ;
  }
}
