/**
 * Where every stored row is and what is known of it, in memory, by the number of its slot. Holds no
 * row bytes and chooses nothing.
 */
@NullMarked
package io.thalweg.replay.index;

import org.jspecify.annotations.NullMarked;
