/**
 * Whether a stream is still what it was: detectors on the learner's error, on features and on
 * labels, and what follows from their findings. Plain Java.
 */
@NullMarked
package io.thalweg.learner.drift;

import org.jspecify.annotations.NullMarked;
