package io.thalweg.cli.embedded;

import java.nio.file.Path;

/** A broker with another transaction version than the pinned one. Thread-safe. */
public final class VersionedKafka {
  private VersionedKafka() {}

  public static EmbeddedKafka start(Path directory, int transactionVersion) {
    return EmbeddedKafka.start(directory, 0, (short) transactionVersion);
  }
}
