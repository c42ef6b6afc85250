/**
 * Whether a snapshot directory is whole: its list of files with lengths and SHA-256, written when
 * it is taken and verified before anything is restored from it.
 */
@NullMarked
package io.thalweg.replay.checkpoint;

import org.jspecify.annotations.NullMarked;
