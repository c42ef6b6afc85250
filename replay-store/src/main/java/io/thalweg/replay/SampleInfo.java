package io.thalweg.replay;

/**
 * How a batch was drawn. Immutable.
 *
 * @param rows rows written; 0 if the table is empty
 * @param tableSize rows of the table at the draw
 * @param probability of each of these rows in one draw (for importance weights); 0 if there are
 *     none
 */
public record SampleInfo(int rows, long tableSize, double probability) {}
