/**
 * Writes a dense model as an ONNX file (onnx.proto3, IR version 8, operator set 17),
 * standardization and head included, so that a server needs nothing but a runtime.
 */
@NullMarked
package io.thalweg.model.onnx;

import org.jspecify.annotations.NullMarked;
