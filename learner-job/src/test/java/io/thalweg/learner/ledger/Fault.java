package io.thalweg.learner.ledger;

/** Where a learner's task fails. */
enum Fault {
  /** In a training step. */
  PROCESSING,

  /** When a checkpoint's barrier has come and isn't sent on yet. */
  BEFORE_THE_BARRIER,

  /** In the synchronous part of its snapshot. */
  SNAPSHOT,

  /** In the asynchronous part, which declines the checkpoint and ends nothing. */
  UPLOAD,

  /** While it opens and restores, its replay store being open already. */
  RESTORE,

  /** While it closes, because of another failure. */
  CLOSE
}
