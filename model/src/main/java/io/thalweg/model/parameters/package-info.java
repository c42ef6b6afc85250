/**
 * All trainable parameters of a model as one contiguous float32 vector with a layout of named
 * tensors.
 */
@NullMarked
package io.thalweg.model.parameters;

import org.jspecify.annotations.NullMarked;
