/**
 * What the replay store is measured against: the same job done with the least that could do it, and
 * nothing of ours. Everything here draws batches of rows of one length into one direct buffer.
 */
@NullMarked
package io.thalweg.bench.replay.floor;

import org.jspecify.annotations.NullMarked;
