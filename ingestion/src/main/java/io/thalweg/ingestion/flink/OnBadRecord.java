package io.thalweg.ingestion.flink;

/** What becomes of a record that can't be decoded or is out of range. */
public enum OnBadRecord {
  /** The job ends, and says which record it was and why. Nothing before it is lost. */
  FAIL,

  /** It is counted. */
  DROP,

  /** It is counted, and kept on a topic of its own. */
  DEAD_LETTER
}
