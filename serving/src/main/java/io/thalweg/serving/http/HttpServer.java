package io.thalweg.serving.http;

import io.thalweg.serving.access.TlsFiles;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.stats.ServingRecorder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening socket and its event loops. Thread-safe. */
public final class HttpServer implements AutoCloseable {
  /** Vert.x' way to say: any free port, and the same one for all event loops. */
  /** What Netty says before the system's own words. */
  private static final Pattern ERROR_NUMBER = Pattern.compile("^bind.*error\\(-?\\d+\\): ");

  private static final int ANY_BUT_ONE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final HttpSettings settings;
  private final RouteTable routes;
  private final Batcher batcher;
  private final Protocol beside;
  private final Protection protection;
  private final Vertx vertx;
  private final List<io.vertx.core.http.HttpServer> listening = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** For everybody, in the clear, within the default limits. */
  public HttpServer(HttpSettings settings, List<Routes> routes, Batcher batcher, Protocol beside) {
    this(settings, routes, batcher, beside, Protection.byDefault(new ServingRecorder()));
  }

  /**
   * Doesn't listen yet.
   *
   * @param batcher not closed with the server
   * @param beside answered on the same port
   * @param protection of all of it
   */
  public HttpServer(
      HttpSettings settings,
      List<Routes> routes,
      Batcher batcher,
      Protocol beside,
      Protection protection) {
    this.settings = settings;
    this.routes = new RouteTable();
    routes.forEach(r -> r.addTo(this.routes));
    this.batcher = batcher;
    this.beside = beside;
    this.protection = protection;
    this.vertx =
        new Connections(protection.limits(), protection.recorder())
            .builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(settings.threads())
                    .setPreferNativeTransport(true)
                    .setFileSystemOptions(
                        new FileSystemOptions()
                            .setFileCachingEnabled(false)
                            .setClassPathResolvingEnabled(false)))
            .build();
  }

  /** One event loop's share of the connections. */
  private final class Loop extends VerticleBase {
    @Override
    public Future<?> start() {
      Runner runner = batcher.lane(task -> context.runOnContext(ignored -> task.run()));
      Listener listener = new Listener(context, runner, routes, protection.limits().bodyBytes());
      Handler<HttpServerRequest> other = beside.on(vertx, runner);
      return vertx
          .createHttpServer(ServerOptions.of(protection.limits(), protection.tls()))
          .requestHandler(
              new Front(
                  protection,
                  settings.host(),
                  request -> {
                    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
                    boolean isOther = type != null && type.startsWith(beside.contentType());
                    BoundedBody bounded = new BoundedBody(request, protection, isOther);
                    if (isOther) {
                      other.handle(bounded);
                    } else {
                      listener.accept(bounded);
                    }
                  }))
          .invalidRequestHandler(Refusal::sendMalformed)
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
              .formatted(
                  settings.host(),
                  settings.port(),
                  ERROR_NUMBER.matcher(String.valueOf(cause.getMessage())).replaceFirst("")),
          e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return listening.get(0).actualPort();
  }

  /** Shows another certificate to whoever connects from here on. */
  public void show(TlsFiles files) {
    for (io.vertx.core.http.HttpServer server : listening) {
      server.updateSSLOptions(ServerOptions.of(protection.limits(), files).getSslOptions());
    }
  }

  /**
   * Takes no more connections, answers what is under way and closes each connection behind it, the
   * last no later than the configured time from now.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    Duration drain = protection.limits().drain();
    end(
        Future.join(
            listening.stream()
                .map(server -> server.shutdown(drain.toNanos(), TimeUnit.NANOSECONDS))
                .toList()),
        CLOSE_WITHIN.plus(drain));
    end(vertx.close(), CLOSE_WITHIN);
  }

  private void end(Future<?> future, Duration atMost) {
    try {
      await(future, atMost);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "port {}: connections stay open behind the server's end: {}",
          settings.port(),
          e.toString());
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
