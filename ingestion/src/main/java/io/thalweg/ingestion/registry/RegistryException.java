package io.thalweg.ingestion.registry;

/**
 * A registry that doesn't say what it was asked: no record is to blame. The message is one line for
 * the user, without credentials.
 */
public final class RegistryException extends RuntimeException {
  public RegistryException(String message) {
    super(message);
  }
}
