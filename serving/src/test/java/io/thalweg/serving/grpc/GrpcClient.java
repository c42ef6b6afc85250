package io.thalweg.serving.grpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferResponse;
import java.util.concurrent.TimeUnit;

/** gRPC's own Java client on a server's port. */
public final class GrpcClient implements AutoCloseable {
  private static final String SERVICE = "inference.GRPCInferenceService/";

  final ManagedChannel channel;

  public GrpcClient(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  public ModelInferResponse infer(ModelInferRequest request) {
    return call("ModelInfer", request, ModelInferResponse.getDefaultInstance());
  }

  <Q extends Message, A extends Message> A call(String method, Q request, A answer) {
    return call(
        method, request, answer, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
  }

  @SuppressWarnings("unchecked")
  <Q extends Message, A extends Message> A call(
      String method, Q request, A answer, CallOptions options) {
    MethodDescriptor<Q, A> descriptor =
        MethodDescriptor.<Q, A>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(SERVICE + method)
            .setRequestMarshaller(ProtoUtils.marshaller((Q) request.getDefaultInstanceForType()))
            .setResponseMarshaller(ProtoUtils.marshaller(answer))
            .build();
    return ClientCalls.blockingUnaryCall(channel, descriptor, options, request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
