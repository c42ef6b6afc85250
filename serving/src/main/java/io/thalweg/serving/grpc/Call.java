package io.thalweg.serving.grpc;

import io.thalweg.serving.protocol.RequestException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unary call and its answer. Confined to its event loop, but for the future that it answers
 * with, which may complete anywhere.
 */
final class Call<Q, A> {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final GrpcServerRequest<Q, A> request;
  private final Context loop = Vertx.currentContext();
  private boolean asked;
  private boolean answered;

  private Call(GrpcServerRequest<Q, A> request) {
    this.request = request;
  }

  /**
   * Reads the call's message and hands it on; what is thrown there is the answer. A unary call has
   * one message, no more and no less.
   */
  static <Q, A> void read(GrpcServerRequest<Q, A> request, Handler<Q, A> handler) {
    Call<Q, A> call = new Call<>(request);
    request.handler(
        message -> {
          if (call.asked) {
            call.fail(GrpcStatus.INVALID_ARGUMENT, "the call has more messages than one");
            return;
          }
          call.asked = true;
          try {
            handler.handle(call, message);
          } catch (RuntimeException e) {
            call.fail(e);
          }
        });
    request.invalidMessageHandler(invalid -> call.failInvalid(invalid));
    request.endHandler(
        ended -> {
          if (!call.asked) {
            call.fail(GrpcStatus.INVALID_ARGUMENT, "the call has no message");
          }
        });
  }

  /** Answers a call. */
  interface Handler<Q, A> {
    void handle(Call<Q, A> call, Q message);
  }

  /** A call whose answer is there at once. */
  static <Q, A> io.vertx.core.Handler<GrpcServerRequest<Q, A>> of(Function<Q, A> answer) {
    return request -> read(request, (call, message) -> call.answer(answer.apply(message)));
  }

  /** Milliseconds that the client waits; 0: it doesn't say. */
  long timeoutMillis() {
    return request.timeout();
  }

  void answer(A message) {
    if (!answered) {
      answered = true;
      request.response().end(message);
    }
  }

  /** Calls back on the event loop with what the future brings, or sends the error. */
  <T> void answerWith(CompletableFuture<T> future, Consumer<T> send) {
    CompletableFuture<T> unused =
        future.whenComplete(
            (value, failed) -> {
              if (Vertx.currentContext() == loop) {
                finish(value, failed, send);
              } else {
                loop.runOnContext(ignored -> finish(value, failed, send));
              }
            });
  }

  private <T> void finish(T value, @Nullable Throwable failed, Consumer<T> send) {
    if (failed != null) {
      fail(failed);
      return;
    }
    try {
      send.accept(value);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void failInvalid(InvalidMessageException invalid) {
    asked = true;
    GrpcStatus status =
        invalid instanceof MessageSizeOverflowException
            ? GrpcStatus.RESOURCE_EXHAUSTED
            : GrpcStatus.INVALID_ARGUMENT;
    fail(status, String.valueOf(invalid.getMessage()));
  }

  private void fail(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RequestException e) {
      fail(Statuses.of(e.status()), String.valueOf(e.getMessage()));
      return;
    }
    LOG.error("answering {} failed", request.fullMethodName(), cause);
    fail(GrpcStatus.INTERNAL, "internal error, the server's log says more");
  }

  private void fail(GrpcStatus status, String line) {
    if (!answered) {
      answered = true;
      GrpcServerResponse<Q, A> response = request.response();
      response.status(status).statusMessage(line).end();
    }
  }
}
