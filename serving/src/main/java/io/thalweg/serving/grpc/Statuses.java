package io.thalweg.serving.grpc;

import io.thalweg.serving.protocol.RequestException;
import io.vertx.grpc.common.GrpcStatus;

/** What the errors of requests are in gRPC's terms. Stateless. */
final class Statuses {
  private Statuses() {}

  static GrpcStatus of(RequestException.Status status) {
    return switch (status) {
      case BAD_REQUEST, METHOD_NOT_ALLOWED -> GrpcStatus.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> GrpcStatus.UNAUTHENTICATED;
      case FORBIDDEN -> GrpcStatus.PERMISSION_DENIED;
      case NOT_FOUND -> GrpcStatus.NOT_FOUND;
      case TOO_LARGE, TOO_MANY -> GrpcStatus.RESOURCE_EXHAUSTED;
      case INTERNAL -> GrpcStatus.INTERNAL;
      case UNSUPPORTED -> GrpcStatus.UNIMPLEMENTED;
      case UNAVAILABLE -> GrpcStatus.UNAVAILABLE;
      case DEADLINE -> GrpcStatus.DEADLINE_EXCEEDED;
    };
  }
}
