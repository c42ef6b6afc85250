/** The Open Inference Protocol v2 over gRPC, on the connections of {@code serving.http}. */
@NullMarked
package io.thalweg.serving.grpc;

import org.jspecify.annotations.NullMarked;
