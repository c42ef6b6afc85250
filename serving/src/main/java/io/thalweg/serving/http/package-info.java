/**
 * The Open Inference Protocol, version 2, as REST with JSON. Besides the gRPC room the only one
 * that knows Vert.x.
 */
@NullMarked
package io.thalweg.serving.http;

import org.jspecify.annotations.NullMarked;
