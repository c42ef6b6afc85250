package io.thalweg.cli.embedded.recovery;

/** Where in the life of a checkpoint the process dies. */
enum KillPoint {
  /** The sink has flushed and snapshotted; the checkpoint never completes. */
  BEFORE_COMPLETION,
  /** The checkpoint is complete; its transaction is not yet committed. */
  BEFORE_COMMIT,
  /** The transaction is committed; the next checkpoint has not begun. */
  AFTER_COMMIT,
  NEVER
}
