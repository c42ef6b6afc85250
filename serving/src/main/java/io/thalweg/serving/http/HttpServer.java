package io.thalweg.serving.http;

import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.infer.Runner;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The listening socket and its event loops. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  public static final long MAX_BODY_BYTES = 1 << 20;

  /** Vert.x' way to say: any free port, and the same one for all event loops. */
  private static final int ANY_BUT_ONE = -1;

  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final HttpSettings settings;
  private final RouteTable routes;
  private final Batcher batcher;
  private final Protocol beside;
  private final Vertx vertx;
  private final List<io.vertx.core.http.HttpServer> listening = new CopyOnWriteArrayList<>();

  /**
   * Doesn't listen yet.
   *
   * @param batcher not closed with the server
   * @param beside answered on the same port
   */
  public HttpServer(HttpSettings settings, List<Routes> routes, Batcher batcher, Protocol beside) {
    this.settings = settings;
    this.routes = new RouteTable();
    routes.forEach(r -> r.addTo(this.routes));
    this.batcher = batcher;
    this.beside = beside;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(settings.threads())
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
  }

  /** One event loop's share of the connections. */
  private final class Loop extends VerticleBase {
    @Override
    public Future<?> start() {
      Runner runner = batcher.lane(task -> context.runOnContext(ignored -> task.run()));
      Listener listener = new Listener(context, runner, routes, MAX_BODY_BYTES);
      Handler<HttpServerRequest> other = beside.on(vertx, runner);
      return vertx
          .createHttpServer(new HttpServerOptions())
          .requestHandler(
              request -> {
                String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
                if (type != null && type.startsWith(beside.contentType())) {
                  other.handle(request);
                } else {
                  listener.accept(request);
                }
              })
          .listen(settings.port() == 0 ? ANY_BUT_ONE : settings.port(), settings.host())
          .onSuccess(listening::add);
    }
  }

  /**
   * Listens from here on.
   *
   * @throws IOException when the address can't be bound
   */
  public void start() throws IOException {
    try {
      await(
          vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(settings.threads())),
          CLOSE_WITHIN);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on %s:%d: %s"
              .formatted(settings.host(), settings.port(), cause.getMessage()),
          e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return listening.get(0).actualPort();
  }

  /** Takes no more connections and answers what was read, within a second. */
  @Override
  public void close() {
    try {
      for (io.vertx.core.http.HttpServer server : listening) {
        await(server.shutdown(DRAIN.toMillis(), TimeUnit.MILLISECONDS), CLOSE_WITHIN);
      }
      await(vertx.close(), CLOSE_WITHIN);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the HTTP server doesn't close", e);
    }
  }

  private static void await(Future<?> future, Duration atMost)
      throws ExecutionException, TimeoutException {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
