/** A training step's gradients, by each engine. */
@NullMarked
package io.thalweg.bench.step;

import org.jspecify.annotations.NullMarked;
