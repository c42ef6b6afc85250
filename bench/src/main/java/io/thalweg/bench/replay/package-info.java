/**
 * The replay store beside its floors: what a batch costs when all rows are in memory, when they are
 * drawn by priority, and when they don't fit.
 */
@NullMarked
package io.thalweg.bench.replay;

import org.jspecify.annotations.NullMarked;
