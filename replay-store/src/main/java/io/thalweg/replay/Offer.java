package io.thalweg.replay;

/** What became of an offered row. */
public enum Offer {
  /** Stored in a slot that was free. */
  STORED,
  /** Stored in the place of another row: an older one, or the one with its key. */
  REPLACED,
  /** Not kept, as the retention decided. */
  SKIPPED,
  /** Not taken: the rate limiter wants rows drawn first. Offer it again then. */
  LIMITED
}
