package io.thalweg.bench.serving.floor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Netty by hand: parses the numbers of a JSON body as quickly as ours does and answers with the
 * body. Prints its port and ends when its standard input does.
 */
public final class NettyEcho {
  private static final int MAX_BODY = 1 << 20;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private NettyEcho() {}

  /** Event loops are the one argument. */
  public static void main(String[] args) throws Exception {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(Integer.parseInt(args[0]), EpollIoHandler.newFactory());
    Channel channel =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    System.out.println("port " + ((InetSocketAddress) channel.localAddress()).getPort());
    while (System.in.read() >= 0) {
      // Nothing is asked of it.
    }
    System.exit(0);
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY), new Echo());
    }
  }

  private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
    private float[] numbers = new float[128];

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws IOException {
      byte[] body = new byte[request.content().readableBytes()];
      request.content().readBytes(body);
      parse(body);
      ByteBuf content = Unpooled.wrappedBuffer(body);
      FullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
          .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
      ChannelFuture unused = context.write(response);
    }

    private void parse(byte[] body) throws IOException {
      int n = 0;
      try (JsonParser json = JSON.createParser(body)) {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          if (token.isNumeric()) {
            if (n == numbers.length) {
              numbers = Arrays.copyOf(numbers, 2 * n);
            }
            numbers[n++] = json.getFloatValue();
          }
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
