/** Gradients by steps of our own over one piece of memory, with products by {@link Gemm}. */
@NullMarked
package io.thalweg.learner.train.graph;

import org.jspecify.annotations.NullMarked;
