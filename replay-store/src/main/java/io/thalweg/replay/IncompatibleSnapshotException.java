package io.thalweg.replay;

/**
 * The snapshots don't fit the table that is to be restored from them: other configuration, groups
 * missing or covered twice. Trying again doesn't help; another configuration or snapshot does.
 */
public final class IncompatibleSnapshotException extends RuntimeException {
  public IncompatibleSnapshotException(String message) {
    super(message);
  }
}
