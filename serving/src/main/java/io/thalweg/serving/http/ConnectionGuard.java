package io.thalweg.serving.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.stats.ServingRecorder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long over a request's headers or body, or has none; of
 * HTTP/2, where others' requests may be beside it, only the stream with the slow body. Every step
 * has an end that later bytes don't move, so a byte now and then doesn't help. Confined to the
 * connection's event loop.
 *
 * <p>The time is looked at by a clock that ticks four times in the shortest of the timeouts, since
 * a timer for each request would cost more than what it guards; a timeout may come later by so
 * much.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class.getName());
  private static final long NEVER = Long.MAX_VALUE;

  /** HTTP/2's error code for a stream of which nothing was done (RFC 9113, 7). */
  private static final long REFUSED_STREAM = 0x7;

  private final LimitsConfig limits;
  private final ServingRecorder recorder;
  private final long tickNanos;
  private final Set<Open> open = new LinkedHashSet<>();
  private long endNanos;
  private boolean readsHeaders = true;
  private boolean isHttp2;

  ConnectionGuard(LimitsConfig limits, ServingRecorder recorder) {
    this.limits = limits;
    this.recorder = recorder;
    this.tickNanos =
        Math.min(
                limits.headerTimeout().toNanos(),
                Math.min(limits.bodyTimeout().toNanos(), limits.idleTimeout().toNanos()))
            / 4;
  }

  /** A request whose headers were read and whose answer isn't on its way yet. */
  private static final class Open {
    private final HttpServerRequest request;
    private final long bodyEndNanos;
    private final boolean isCounted;

    Open(HttpServerRequest request, long bodyEndNanos, boolean isCounted) {
      this.request = request;
      this.bodyEndNanos = bodyEndNanos;
      this.isCounted = isCounted;
    }

    /** How long the answer may take once the body is read others say. */
    boolean isOver(long nowNanos) {
      return nowNanos - bodyEndNanos >= 0 && !request.isEnded();
    }
  }

  static void addTo(Channel connection, ConnectionGuard guard) {
    connection.pipeline().addFirst(guard);
    connection.attr(KEY).set(guard);
  }

  /** The guard of the connection that a request came by. */
  static @Nullable ConnectionGuard of(HttpServerRequest request) {
    return request.connection() instanceof ConnectionBase connection
        ? connection.channel().attr(KEY).get()
        : null;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    endNanos = System.nanoTime() + limits.headerTimeout().toNanos();
    tick(context);
    context.fireChannelActive();
  }

  private void tick(ChannelHandlerContext context) {
    var unused =
        context
            .executor()
            .schedule(
                () -> {
                  if (isOver(System.nanoTime())) {
                    close(context);
                  } else if (context.channel().isActive()) {
                    tick(context);
                  }
                },
                tickNanos,
                TimeUnit.NANOSECONDS);
  }

  /**
   * Says so before where HTTP/2 waits for its next request, since a client may be about to send
   * one; a client that keeps to no time isn't waited for.
   */
  private void close(ChannelHandlerContext context) {
    var unused = isHttp2 && open.isEmpty() ? context.channel().close() : context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (!readsHeaders && !isHttp2 && open.isEmpty()) {
      readsHeaders = true;
      endNanos = System.nanoTime() + limits.headerTimeout().toNanos();
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    for (Open request : open) {
      end(request);
    }
    open.clear();
    context.fireChannelInactive();
  }

  /** Ends the streams that are late, and says whether the connection is. */
  private boolean isOver(long nowNanos) {
    if (endNanos != NEVER && nowNanos - endNanos >= 0) {
      return true;
    }
    List<Open> late = open.stream().filter(request -> request.isOver(nowNanos)).toList();
    if (!isHttp2) {
      return !late.isEmpty();
    }
    for (Open one : late) {
      var unused = one.request.response().reset(REFUSED_STREAM);
      answered(one);
    }
    return false;
  }

  /**
   * A request's headers are complete. Each of several requests at a time has its own end.
   *
   * @param isCounted false for what isn't to be waited for, since its answer has no end
   */
  void begin(HttpServerRequest request, boolean isCounted) {
    isHttp2 = request.version() == HttpVersion.HTTP_2;
    readsHeaders = false;
    endNanos = NEVER;
    Open begun = new Open(request, System.nanoTime() + limits.bodyTimeout().toNanos(), isCounted);
    open.add(begun);
    if (isCounted) {
      recorder.began();
    }
    request.response().endHandler(ignored -> answered(begun));
  }

  /** A request's answer is on its way. */
  private void answered(Open request) {
    if (!open.remove(request)) {
      return;
    }
    end(request);
    if (open.isEmpty()) {
      endNanos = System.nanoTime() + limits.idleTimeout().toNanos();
    }
  }

  private void end(Open request) {
    if (request.isCounted) {
      recorder.ended();
    }
  }
}
