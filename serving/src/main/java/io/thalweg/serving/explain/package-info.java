/**
 * What a model's features contribute to its answer for one row: Shapley values and LIME, against
 * rows of the model's recent traffic.
 */
@NullMarked
package io.thalweg.serving.explain;

import org.jspecify.annotations.NullMarked;
