/**
 * A released version: manifest, weights.safetensors and model.onnx, content-addressed and verified
 * on reading.
 */
@NullMarked
package io.thalweg.model.artifact;

import org.jspecify.annotations.NullMarked;
