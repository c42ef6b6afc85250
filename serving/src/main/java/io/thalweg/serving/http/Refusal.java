package io.thalweg.serving.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Answers a request that goes no further, in the form of its protocol. Stateless. */
final class Refusal {
  private static final int HEADERS_TOO_LARGE = 431;
  private static final String GRPC = "application/grpc";

  private Refusal() {}

  /** Answers before the body is read. */
  static void send(HttpServerRequest request, RequestException reason) {
    var unused = answer(request, reason);
  }

  /** Answers while the body goes on, and takes no other request behind it. */
  static void sendAmidst(HttpServerRequest request, RequestException reason) {
    boolean ownConnection = request.version() != HttpVersion.HTTP_2;
    if (ownConnection) {
      request.response().putHeader("connection", "close");
    }
    answer(request, reason)
        .onComplete(
            ignored -> {
              if (ownConnection) {
                request.connection().close();
              }
            });
  }

  private static Future<Void> answer(HttpServerRequest request, RequestException reason) {
    HttpServerResponse response = request.response();
    if (reason.status() == Status.UNAUTHENTICATED) {
      response.putHeader("www-authenticate", "Bearer");
    }
    Duration after = reason.retryAfter();
    if (after != null) {
      response.putHeader("retry-after", Long.toString(Math.max(1, after.toSeconds())));
    }
    String line = String.valueOf(reason.getMessage());
    String type = request.getHeader("content-type");
    if (type != null && type.startsWith(GRPC)) {
      // Headers and trailers in one, for an answer without a message.
      return response
          .putHeader("content-type", GRPC)
          .putHeader("grpc-accept-encoding", Front.IDENTITY)
          .putHeader("grpc-status", Integer.toString(grpcCode(reason.status())))
          .putHeader(
              "grpc-message", URLEncoder.encode(line, StandardCharsets.UTF_8).replace("+", "%20"))
          .end();
    }
    return response
        .setStatusCode(reason.status().httpCode())
        .putHeader("content-type", Exchange.JSON)
        .end(Buffer.buffer(AnswerWriter.error(line)));
  }

  /** Answers a body that goes on beyond the limit, and takes no other request behind it. */
  static void sendTooLarge(HttpServerRequest request, long maxBodyBytes) {
    sendAmidst(
        request,
        RequestException.of(
            Status.TOO_LARGE,
            "the body is too large, at most %d bytes are accepted".formatted(maxBodyBytes)));
  }

  /** Answers what isn't HTTP, or more of it than the limits let in. */
  static void sendMalformed(HttpServerRequest request) {
    boolean tooLarge =
        request.decoderResult().cause() instanceof TooLongHttpHeaderException
            || request.decoderResult().cause() instanceof TooLongHttpLineException;
    request
        .response()
        .setStatusCode(tooLarge ? HEADERS_TOO_LARGE : Status.BAD_REQUEST.httpCode())
        .putHeader("content-type", Exchange.JSON)
        .putHeader("connection", "close")
        .end(
            Buffer.buffer(
                AnswerWriter.error(
                    tooLarge
                        ? "the request's headers are too large"
                        : "this isn't a request of HTTP")))
        .onComplete(ignored -> request.connection().close());
  }

  /** Of google.rpc.Code. */
  private static int grpcCode(Status status) {
    return switch (status) {
      case UNAUTHENTICATED -> 16;
      case FORBIDDEN -> 7;
      case TOO_MANY -> 8;
      case BAD_REQUEST -> 3;
      case UNSUPPORTED -> 12;
      case UNAVAILABLE -> 14;
      default -> 13;
    };
  }
}
