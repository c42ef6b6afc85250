package io.thalweg.bench.serving.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.thalweg.oip.ModelInferRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * gRPC's own server on its event loops: parses an infer request and answers with it. Prints its
 * port and ends when its standard input does.
 */
public final class GrpcEcho {
  private static final String SERVICE = "inference.GRPCInferenceService";

  /** Method of the protocol, of which the answer is the request here. */
  static final String METHOD = SERVICE + "/ModelInfer";

  /** Which else prints a stack trace for every call that is open when the client goes. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  private GrpcEcho() {}

  /** Event loops are the one argument. */
  public static void main(String[] args) throws Exception {
    GRPC_LOG.setLevel(Level.OFF);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(Integer.parseInt(args[0]), EpollIoHandler.newFactory());
    MethodDescriptor<ModelInferRequest, ModelInferRequest> method =
        MethodDescriptor.<ModelInferRequest, ModelInferRequest>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(METHOD)
            .setRequestMarshaller(ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance()))
            .build();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(EpollServerSocketChannel.class)
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder(SERVICE)
                    .addMethod(
                        method,
                        ServerCalls.asyncUnaryCall(
                            (request, answer) -> {
                              answer.onNext(request);
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    System.out.println("port " + server.getPort());
    while (System.in.read() >= 0) {
      // Nothing is asked of it.
    }
    System.exit(0);
  }
}
