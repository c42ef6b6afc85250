/** A plain gRPC echo, the request of the benches and one call that looks at its answer. */
@NullMarked
package io.thalweg.bench.serving.grpc;

import org.jspecify.annotations.NullMarked;
