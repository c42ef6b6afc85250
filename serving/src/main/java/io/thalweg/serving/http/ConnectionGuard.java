package io.thalweg.serving.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.stats.ServingRecorder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long over a request's headers or body, or has none.
 * Every step has an end that later bytes don't move, so a byte now and then doesn't help. Confined
 * to the connection's event loop.
 *
 * <p>The time is looked at by a clock that ticks four times in the shortest of the timeouts, since
 * a timer for each request would cost more than what it guards; a timeout may come later by so
 * much.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class.getName());
  private static final long NEVER = Long.MAX_VALUE;

  private final LimitsConfig limits;
  private final ServingRecorder recorder;
  private final long tickNanos;
  private long endNanos;
  private int answering;
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
                  if (endNanos != NEVER && System.nanoTime() - endNanos >= 0) {
                    var unusedClosing = context.close();
                  } else if (context.channel().isActive()) {
                    tick(context);
                  }
                },
                tickNanos,
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (!readsHeaders && !isHttp2 && answering == 0) {
      readsHeaders = true;
      endNanos = System.nanoTime() + limits.headerTimeout().toNanos();
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    for (; answering > 0; answering--) {
      recorder.ended();
    }
    context.fireChannelInactive();
  }

  /** A request's headers are complete. */
  void headersRead(boolean http2) {
    isHttp2 = http2;
    readsHeaders = false;
    answering++;
    recorder.began();
    endNanos = System.nanoTime() + limits.bodyTimeout().toNanos();
  }

  /** A request's body is complete; how long its answer may take others say. */
  void bodyRead() {
    endNanos = NEVER;
  }

  /** A request's answer is on its way. */
  void answered() {
    if (answering > 0) {
      answering--;
      recorder.ended();
    }
    endNanos = answering > 0 ? NEVER : System.nanoTime() + limits.idleTimeout().toNanos();
  }
}
