package io.thalweg.replay.tier;

/**
 * One file of blocks. Immutable.
 *
 * @param first the smallest sequence number in it
 * @param last the largest
 */
public record BlockFile(long first, long last, long bytes) {}
