package io.thalweg.serving.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.stats.ServingRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts a {@link ConnectionGuard} in front of every connection that is accepted. Thread-safe.
 *
 * <p>Vert.x tells of a connection once a request's headers are complete, which those that are to be
 * kept from holding connections never let happen. The transport is where its interfaces let one in
 * before that.
 */
final class Connections {
  /** Of one turn of the event loop, or of one reading. */
  private static final int MOST_FLUSHES = 256;

  private final LimitsConfig limits;
  private final ServingRecorder recorder;
  private final AtomicInteger open = new AtomicInteger();

  Connections(LimitsConfig limits, ServingRecorder recorder) {
    this.limits = limits;
    this.recorder = recorder;
  }

  /** A builder of a Vert.x whose servers accept through this. */
  VertxBuilder builder() {
    Transport epoll = new GuardedEpoll();
    Transport transport = epoll.isAvailable() ? epoll : new GuardedNio();
    return Vertx.builder().withTransport(new TransportInternal("guarded", true, null, transport));
  }

  private final class GuardedEpoll extends EpollTransport {
    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      guard(bootstrap);
    }
  }

  private final class GuardedNio extends NioTransport {
    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      guard(bootstrap);
    }
  }

  private void guard(ServerBootstrap bootstrap) {
    bootstrap.handler(
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel listening) {
            listening.pipeline().addLast(new Acceptor());
          }
        });
  }

  /** Sees connections before anybody reads from them. */
  @Sharable
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      Channel connection = (Channel) accepted;
      if (open.incrementAndGet() > limits.connections()) {
        open.decrementAndGet();
        connection.unsafe().closeForcibly();
        return;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
      ConnectionGuard.addTo(connection, new ConnectionGuard(limits, recorder));
      // An answer over HTTP/2 is written in three parts, each of which asks for a system call.
      connection.pipeline().addFirst(new FlushConsolidationHandler(MOST_FLUSHES, true));
      context.fireChannelRead(accepted);
    }
  }
}
