package io.thalweg.serving.http;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body counts against what all of them may take, whoever reads it, until it has
 * been read. What finds no room is answered here, and its reader hears no more of it. Confined to
 * the request's event loop.
 */
final class BoundedBody extends HttpServerRequestWrapper {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final byte COMPRESSED = 1;

  private final Protection protection;
  private final boolean isGrpc;
  private long takenBytes;
  private boolean hasBegun;
  private boolean isRefused;

  BoundedBody(HttpServerRequest request, Protection protection, boolean isGrpc) {
    super((HttpServerRequestInternal) request);
    this.protection = protection;
    this.isGrpc = isGrpc;
    super.endHandler(ended -> giveBack());
    super.exceptionHandler(failed -> giveBack());
  }

  @Override
  public HttpServerRequest handler(@Nullable Handler<Buffer> reader) {
    super.handler(reader == null ? null : chunk -> read(chunk, reader));
    return this;
  }

  @Override
  public HttpServerRequest endHandler(@Nullable Handler<Void> reader) {
    super.endHandler(
        ended -> {
          if (reader != null && !isRefused) {
            reader.handle(null);
          }
          giveBack();
        });
    return this;
  }

  @Override
  public HttpServerRequest exceptionHandler(@Nullable Handler<Throwable> reader) {
    super.exceptionHandler(
        failed -> {
          giveBack();
          if (reader != null && !isRefused) {
            reader.handle(failed);
          }
        });
    return this;
  }

  private void read(Buffer chunk, Handler<Buffer> reader) {
    if (isRefused || delegate.response().ended()) {
      // Nobody keeps what comes behind an answer.
      giveBack();
      return;
    }
    // What reads the messages never answers to one that is compressed in no way.
    if (isGrpc && !hasBegun && chunk.length() > 0 && chunk.getByte(0) == COMPRESSED) {
      refuse(
          RequestException.of(
              Status.INTERNAL, "the message is marked as compressed, but no grpc-encoding is"));
      return;
    }
    hasBegun = hasBegun || chunk.length() > 0;
    if (!take(chunk.length())) {
      protection.recorder().shed(Shed.OVERLOAD);
      refuse(
          RequestException.later(
              Status.UNAVAILABLE,
              RETRY_AFTER,
              "the bodies of other requests take all of %d bytes, try again later"
                  .formatted(protection.limits().bodiesBytes())));
      return;
    }
    reader.handle(chunk);
  }

  /** A reader keeps no more than a body may have, though messages of a stream may be more. */
  private boolean take(int bytes) {
    long more = Math.min(bytes, protection.limits().bodyBytes() - takenBytes);
    if (more <= 0) {
      return true;
    }
    if (!protection.bodies().take(more)) {
      return false;
    }
    takenBytes += more;
    return true;
  }

  private void refuse(RequestException reason) {
    isRefused = true;
    giveBack();
    Refusal.sendAmidst(delegate, reason);
  }

  private void giveBack() {
    protection.bodies().giveBack(takenBytes);
    takenBytes = 0;
  }
}
