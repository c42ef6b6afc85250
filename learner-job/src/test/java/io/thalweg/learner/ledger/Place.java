package io.thalweg.learner.ledger;

/** Where in its task a learner, or the job, fails or hangs on request. */
enum Place {
  /** In a training step. */
  STEP,

  /** In a training step, while a reduction of what was frozen before it runs. */
  STEP_IN_A_ROUND,

  /** When a checkpoint's barrier has come and isn't sent on yet. */
  BEFORE_THE_BARRIER,

  /** In the synchronous part of its snapshot. */
  SNAPSHOT,

  /** As {@link #SNAPSHOT}, of a savepoint. */
  SAVEPOINT,

  /** In the asynchronous part, while it writes; failing declines the checkpoint, no more. */
  UPLOAD,

  /** While it reads what it restores. */
  DOWNLOAD,

  /** While it opens, its replay store being restored and open already. */
  OPEN,

  /** While it closes. */
  CLOSE,

  /** On the JobManager's side, in another coordinator: every task starts again, at once. */
  COORDINATOR
}
