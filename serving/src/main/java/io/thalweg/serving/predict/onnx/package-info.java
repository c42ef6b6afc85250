/**
 * The engine that serves: onnxruntime over a released version's {@code model.onnx}. The only room
 * that knows onnxruntime.
 */
@NullMarked
package io.thalweg.serving.predict.onnx;

import org.jspecify.annotations.NullMarked;
