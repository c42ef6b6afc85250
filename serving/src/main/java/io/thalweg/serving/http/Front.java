package io.thalweg.serving.http;

import io.thalweg.serving.access.AccessGate.Forbidden;
import io.thalweg.serving.access.AccessGate.Granted;
import io.thalweg.serving.access.AccessGate.Unauthenticated;
import io.thalweg.serving.access.RateLimit;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before its body is read, whatever its protocol: it gets an id, then
 * shows who it is, then counts against its client's rate. Thread-safe.
 */
final class Front implements Handler<HttpServerRequest> {
  /** How gRPC names that a message isn't compressed. */
  static final String IDENTITY = "identity";

  /** A call that is answered for as long as its client likes. */
  private static final String WATCH = "/grpc.health.v1.Health/Watch";

  private final Protection protection;
  private final BrowserGuard browsers;
  private final Handler<HttpServerRequest> next;

  /**
   * Guards what is behind it.
   *
   * @param host that is listened on
   */
  Front(Protection protection, String host, Handler<HttpServerRequest> next) {
    this.protection = protection;
    this.browsers = new BrowserGuard(host);
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    ConnectionGuard guard = ConnectionGuard.of(request);
    if (guard != null) {
      guard.begin(request, !request.path().equals(WATCH));
    }
    RequestId.give(request);
    try {
      check(request);
    } catch (RequestException e) {
      Refusal.send(request, e);
      return;
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
      var unused = request.response().writeContinue();
    }
    next.handle(request);
  }

  private void check(HttpServerRequest request) {
    if (request.headers().size() > protection.limits().headers()) {
      throw RequestException.bad(
          "the request has %d headers, at most %d are accepted"
              .formatted(request.headers().size(), protection.limits().headers()));
    }
    // What reads the messages inflates them without a limit.
    String encoding = request.getHeader("grpc-encoding");
    if (encoding != null && !encoding.equals(IDENTITY)) {
      throw RequestException.of(
          Status.UNSUPPORTED,
          "grpc-encoding '%s' isn't supported, send messages uncompressed".formatted(encoding));
    }
    PathRoles.Need need = protection.roles().of(request.method().name(), request.path());
    if (need.isOfBrowsers()) {
      browsers.check(request);
    }
    Role role = need.role();
    if (role == null) {
      return;
    }
    String client;
    try {
      client = client(request, role);
    } catch (RequestException refused) {
      // Who guesses tokens has the rate of those who have none.
      count(address(request));
      throw refused;
    }
    count(client == null ? address(request) : client);
  }

  /** Takes a request out of the client's rate. */
  private void count(String client) {
    RateLimit rate = protection.rate();
    if (rate != null) {
      long seconds = rate.secondsToWait(client);
      if (seconds > 0) {
        protection.recorder().shed(Shed.RATE_LIMIT);
        throw RequestException.later(
            Status.TOO_MANY,
            Duration.ofSeconds(seconds),
            "more than %d requests per second, try again after %d s"
                .formatted(protection.limits().requestsPerSecond(), seconds));
      }
    }
  }

  /** The name in the request's token, null where none is asked for. */
  private @Nullable String client(HttpServerRequest request, Role role) {
    var decision = protection.gate().decide(request.getHeader("authorization"), role);
    if (decision instanceof Unauthenticated u) {
      throw RequestException.of(Status.UNAUTHENTICATED, u.line());
    }
    if (decision instanceof Forbidden f) {
      throw RequestException.of(Status.FORBIDDEN, f.line());
    }
    Granted granted = (Granted) decision;
    return granted.client() == null ? null : granted.client().name();
  }

  private static String address(HttpServerRequest request) {
    String host = request.remoteAddress().hostAddress();
    try {
      return host == null ? "" : RateLimit.client(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return host;
    }
  }
}
