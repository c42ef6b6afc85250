/** Gradients by DJL on PyTorch. The only room that sees ai.djl. */
@NullMarked
package io.thalweg.learner.train.djl;

import org.jspecify.annotations.NullMarked;
