package io.thalweg.replay.limit;

/**
 * Keeps samples and inserts in a ratio, as Reverb's limiters MinSize and SampleToInsertRatio do (A.
 * Cassirer et al., "Reverb: a framework for experience replay", arXiv:2102.04736, 2021). Says only
 * yes or no, never waits. Not thread-safe.
 *
 * <p>Below {@code minSize} rows inserts are free and nothing may be sampled. From there on
 *
 * <pre>
 *   diff = inserts * samplesPerInsert - samples
 *   minDiff = minSize * samplesPerInsert - errorBuffer
 *   maxDiff = minSize * samplesPerInsert + errorBuffer
 * </pre>
 *
 * a sample may not take diff below minDiff, and an insert may not take it above maxDiff. With
 * {@code samplesPerInsert} 0 only {@code minSize} counts.
 */
public final class RateLimiter {
  private final long minSize;
  private final double samplesPerInsert;
  private final double errorBuffer;
  private final double minDiff;
  private final double maxDiff;
  private long inserts;
  private long samples;

  /**
   * @param minSize rows that the table must hold before any may be sampled, at least 1
   * @param samplesPerInsert how often a row is sampled on average; 0 = unlimited
   * @param errorBuffer how far samples may be off that ratio, to either side; at least the larger
   *     of 1 and {@code samplesPerInsert}, or inserts and samples would wait for each other for
   *     ever
   */
  public RateLimiter(long minSize, double samplesPerInsert, double errorBuffer) {
    if (minSize < 1) {
      throw new IllegalArgumentException("minSize must be at least 1: " + minSize);
    }
    if (!(samplesPerInsert >= 0 && samplesPerInsert < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "samplesPerInsert must be finite and not negative (0 = unlimited): " + samplesPerInsert);
    }
    if (samplesPerInsert > 0
        && !(errorBuffer >= Math.max(1, samplesPerInsert)
            && errorBuffer < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "errorBuffer must be at least %s, the larger of 1 and samplesPerInsert: %s"
              .formatted(Math.max(1, samplesPerInsert), errorBuffer));
    }
    this.minSize = minSize;
    this.samplesPerInsert = samplesPerInsert;
    this.errorBuffer = errorBuffer;
    this.minDiff = minSize * samplesPerInsert - errorBuffer;
    this.maxDiff = minSize * samplesPerInsert + errorBuffer;
  }

  /** Whether a table of {@code size} rows may be offered {@code rows} more. */
  public boolean mayInsert(long size, int rows) {
    return samplesPerInsert == 0
        || size + rows <= minSize
        || (inserts + rows) * samplesPerInsert - samples <= maxDiff;
  }

  /**
   * Whether {@code rows} may be sampled from a table of {@code size} rows. A batch so large that it
   * might never come to be allowed is refused with an exception.
   */
  public boolean maySample(long size, int rows) {
    if (samplesPerInsert == 0) {
      return size >= minSize;
    }
    if (rows + samplesPerInsert > 2 * errorBuffer) {
      throw new IllegalArgumentException(
          "a batch of %d rows may never fit: set errorBuffer to at least %s (it is %s)"
              .formatted(rows, (rows + samplesPerInsert) / 2, errorBuffer));
    }
    return size >= minSize && inserts * samplesPerInsert - samples - rows >= minDiff;
  }

  public void inserted(int rows) {
    inserts += rows;
  }

  public void sampled(int rows) {
    samples += rows;
  }

  public long inserts() {
    return inserts;
  }

  public long samples() {
    return samples;
  }

  /** Goes on from saved counts. */
  public void restore(long savedInserts, long savedSamples) {
    inserts = savedInserts;
    samples = savedSamples;
  }
}
