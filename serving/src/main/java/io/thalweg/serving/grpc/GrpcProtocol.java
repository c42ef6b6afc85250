package io.thalweg.serving.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferResponse;
import io.thalweg.oip.ModelMetadataRequest;
import io.thalweg.oip.ModelReadyRequest;
import io.thalweg.oip.ModelReadyResponse;
import io.thalweg.oip.OpenInferenceProto;
import io.thalweg.oip.ServerLiveRequest;
import io.thalweg.oip.ServerLiveResponse;
import io.thalweg.oip.ServerMetadataRequest;
import io.thalweg.oip.ServerMetadataResponse;
import io.thalweg.oip.ServerReadyRequest;
import io.thalweg.oip.ServerReadyResponse;
import io.thalweg.serving.http.Protocol;
import io.thalweg.serving.http.ServerMetadata;
import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.version.VersionTable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.Set;

/**
 * The service GRPCInferenceService, with gRPC's own health and reflection services beside it.
 * Thread-safe.
 */
public final class GrpcProtocol implements Protocol {
  private static final ServiceDescriptor DESCRIPTOR =
      OpenInferenceProto.getDescriptor().findServiceByName("GRPCInferenceService");
  private static final ServiceName NAME = ServiceName.create(DESCRIPTOR.getFullName());

  private final VersionTable table;
  private final ModelCalls models;
  private final long maxMessageBytes;

  /** Answers from the versions of a table. */
  public GrpcProtocol(VersionTable table, ModelCalls models, long maxMessageBytes) {
    this.table = table;
    this.models = models;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public String contentType() {
    return "application/grpc";
  }

  @Override
  public Handler<HttpServerRequest> on(Vertx vertx, Runner runner) {
    HealthService health = HealthService.create(vertx);
    for (String service : new String[] {"", NAME.fullyQualifiedName()}) {
      health.register(service, () -> Future.succeededFuture(table.isReady()));
    }
    return GrpcServer.server(vertx, options())
        .addService(inference(runner))
        .addService(health)
        .addService(ReflectionService.v1());
  }

  /** Of gRPC's own wire only: not gRPC-Web and not JSON, which nobody has asked for here. */
  private GrpcServerOptions options() {
    GrpcServerOptions options = new GrpcServerOptions().setMaxMessageSize(maxMessageBytes);
    for (var protocol : Set.copyOf(options.getEnabledProtocols())) {
      if (protocol != io.vertx.grpc.server.GrpcProtocol.HTTP_2) {
        options.removeEnabledProtocol(protocol);
      }
    }
    return options;
  }

  private Service inference(Runner runner) {
    return Service.service(NAME, DESCRIPTOR)
        .bind(
            method("ServerLive", ServerLiveRequest.getDefaultInstance()),
            Call.of(q -> ServerLiveResponse.newBuilder().setLive(true).build()))
        .bind(
            method("ServerReady", ServerReadyRequest.getDefaultInstance()),
            Call.of(q -> ServerReadyResponse.newBuilder().setReady(table.isReady()).build()))
        .bind(
            method("ModelReady", ModelReadyRequest.getDefaultInstance()),
            Call.of(
                q ->
                    ModelReadyResponse.newBuilder()
                        .setReady(models.isReady(q.getName(), q.getVersion()))
                        .build()))
        .bind(
            method("ServerMetadata", ServerMetadataRequest.getDefaultInstance()),
            Call.of(
                q ->
                    ServerMetadataResponse.newBuilder()
                        .setName(ServerMetadata.NAME)
                        .setVersion(ServerMetadata.VERSION)
                        .addAllExtensions(ServerMetadata.EXTENSIONS)
                        .build()))
        .bind(
            method("ModelMetadata", ModelMetadataRequest.getDefaultInstance()),
            Call.of(q -> models.metadata(q.getName(), q.getVersion())))
        .bind(
            method("ModelInfer", ModelInferRequest.getDefaultInstance()),
            (GrpcServerRequest<ModelInferRequest, ModelInferResponse> request) ->
                Call.read(request, (call, message) -> models.infer(runner, call, message)))
        .build();
  }

  private static <Q extends Message, A extends Message> ServiceMethod<Q, A> method(
      String name, Q request) {
    return ServiceMethod.server(
        NAME, name, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
  }
}
