package io.thalweg.replay;

/**
 * When a table may be sampled and when it takes rows. Immutable. The words are Reverb's (Cassirer
 * et al. 2021, "Reverb: a framework for experience replay").
 *
 * @param minSize rows before the first sample
 * @param samplesPerInsert rows drawn for each one inserted; 0 for no such limit
 * @param errorBuffer rows drawn by which either side may run ahead of that ratio
 */
public record RateLimits(long minSize, double samplesPerInsert, double errorBuffer) {
  /** Rows are taken always and drawn as soon as there is one. */
  public static final RateLimits NONE = new RateLimits(1, 0, 0);
}
