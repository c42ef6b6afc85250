/**
 * The cold tier: blocks of rows, compressed one by one, in immutable segment files that any object
 * store can hold. What a block means is left to the caller.
 */
@NullMarked
package io.thalweg.replay.tier.cold;

import org.jspecify.annotations.NullMarked;
