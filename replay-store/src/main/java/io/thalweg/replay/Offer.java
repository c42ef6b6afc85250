package io.thalweg.replay;

/** What became of an offered row. */
public enum Offer {
  /** Stored in a slot that was free. */
  STORED,
  /** Stored in the place of an older row. */
  REPLACED,
  /** Not kept, as the retention decided. */
  SKIPPED
}
