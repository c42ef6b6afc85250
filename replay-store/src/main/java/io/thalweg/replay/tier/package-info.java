/**
 * Places where rows of fixed length live under (group, slot), from the fastest to the largest. A
 * tier knows bytes and addresses; it never chooses a row.
 */
@NullMarked
package io.thalweg.replay.tier;

import org.jspecify.annotations.NullMarked;
