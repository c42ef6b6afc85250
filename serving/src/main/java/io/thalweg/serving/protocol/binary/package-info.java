/** Tensors as bytes: of the protocol's binary extension, and of gRPC's raw contents. */
@NullMarked
package io.thalweg.serving.protocol.binary;

import org.jspecify.annotations.NullMarked;
