package io.thalweg.serving.http;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletionException;

/** The listening socket and its event loops. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  static final long MAX_BODY_BYTES = 1 << 20;

  private final InetSocketAddress address;
  private final Server server;

  /**
   * Doesn't listen yet.
   *
   * @param address with port 0: any free one
   */
  public HttpServer(InetSocketAddress address, VersionTable table, ServingRecorder recorder) {
    this.address = address;
    ServerBuilder builder =
        Server.builder()
            .http(address)
            .maxRequestLength(MAX_BODY_BYTES)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
            .errorHandler(new ErrorAnswers(MAX_BODY_BYTES));
    new OipService(table, recorder, ownVersion()).addTo(builder);
    this.server = builder.build();
  }

  /**
   * Listens from here on.
   *
   * @throws IOException when the address can't be bound
   */
  public void start() throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new IOException(
          "cannot listen on %s:%d: %s"
              .formatted(address.getHostString(), address.getPort(), reason(e)),
          e);
    }
  }

  private static String reason(CompletionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** The port that is listened on. */
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
  }

  private static String ownVersion() {
    try (InputStream in = HttpServer.class.getResourceAsStream("server.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("server.version", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
