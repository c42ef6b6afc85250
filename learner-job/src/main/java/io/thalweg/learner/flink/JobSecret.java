package io.thalweg.learner.flink;

import io.thalweg.collective.transport.tcp.SharedSecret;
import java.io.Serializable;
import java.security.SecureRandom;

/**
 * What the learners of one job know and nobody else does. Drawn when the job is put together, it
 * travels with the job's graph, as the passwords in it do; whoever can read that graph can join. It
 * is never shown. Immutable.
 */
final class JobSecret implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BYTES = 32;

  private final byte[] bytes;

  private JobSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  static JobSecret draw() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new JobSecret(bytes);
  }

  SharedSecret shared() {
    return SharedSecret.of(bytes);
  }

  @Override
  public String toString() {
    return "JobSecret";
  }
}
