package io.thalweg.bench.decode;

import com.sun.net.httpserver.HttpServer;
import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.WireSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/** A registry of one schema, which has the id 1. Thread-safe. */
final class SchemaServer implements AutoCloseable {
  private static final int ID = 1;

  private final HttpServer server;

  private SchemaServer(HttpServer server) {
    this.server = server;
  }

  static SchemaServer start(Schema schema) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String quoted = schema.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    byte[] answer = "{\"schema\": \"%s\"}".formatted(quoted).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/schemas/ids/" + ID,
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return new SchemaServer(server);
  }

  WireSpec wire() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return new WireSpec(
        WireSpec.Format.AVRO, WireSpec.Framing.CONFLUENT, RegistrySpec.at(URI.create(url)));
  }

  /** As Confluent's serializers write a record. */
  static byte[] framed(byte[] record) {
    return ByteBuffer.allocate(1 + Integer.BYTES + record.length)
        .put((byte) 0)
        .putInt(ID)
        .put(record)
        .array();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
