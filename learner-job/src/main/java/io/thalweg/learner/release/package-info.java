/** Releases: staged files before a checkpoint, an announcement after it. */
@NullMarked
package io.thalweg.learner.release;

import org.jspecify.annotations.NullMarked;
