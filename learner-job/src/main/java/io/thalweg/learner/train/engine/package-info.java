/** Which engine computes a pipeline's gradients. */
@NullMarked
package io.thalweg.learner.train.engine;

import org.jspecify.annotations.NullMarked;
