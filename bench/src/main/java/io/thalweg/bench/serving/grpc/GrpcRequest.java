package io.thalweg.bench.serving.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.thalweg.oip.InferTensorContents;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferRequest.InferInputTensor;
import io.thalweg.oip.ModelInferResponse;
import java.nio.ByteBuffer;

/** The infer request of one row. Stateless. */
public final class GrpcRequest {
  /** Of a message that isn't compressed: a flag and the length (gRPC over HTTP/2). */
  private static final int PREFIX_BYTES = 5;

  private GrpcRequest() {}

  private static ModelInferRequest message(String model, float[] row) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (float x : row) {
      contents.addFp32Contents(x);
    }
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("features")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(row.length)
                .setContents(contents))
        .build();
  }

  /** The path of the method. */
  public static String path() {
    return "/" + GrpcEcho.METHOD;
  }

  /** The body of the HTTP/2 request. */
  public static byte[] body(String model, float[] row) {
    byte[] message = message(model, row).toByteArray();
    return ByteBuffer.allocate(PREFIX_BYTES + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /**
   * Asks once.
   *
   * @return names of the answer's outputs
   */
  public static String ask(int port, String model, float[] row) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      MethodDescriptor<ModelInferRequest, ModelInferResponse> method =
          MethodDescriptor.<ModelInferRequest, ModelInferResponse>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(GrpcEcho.METHOD)
              .setRequestMarshaller(ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance()))
              .setResponseMarshaller(ProtoUtils.marshaller(ModelInferResponse.getDefaultInstance()))
              .build();
      return ClientCalls.blockingUnaryCall(
              channel, method, CallOptions.DEFAULT, message(model, row))
          .getOutputsList()
          .stream()
          .map(ModelInferResponse.InferOutputTensor::getName)
          .toList()
          .toString();
    } finally {
      channel.shutdownNow();
    }
  }
}
