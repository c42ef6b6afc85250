package io.thalweg.serving.http;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses what pages of others let a browser ask that reaches this port: changes from another
 * origin, and a loopback port under a name that somebody has made up to be of its origin (DNS
 * rebinding). Thread-safe.
 */
final class BrowserGuard {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final String LOCALHOST = "localhost";

  private final String host;
  private final boolean isOnLoopback;

  /**
   * Of a port.
   *
   * @param host that is listened on
   */
  BrowserGuard(String host) {
    this.host = host;
    this.isOnLoopback = isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // Who can't be found can't listen either, which says why.
    }
  }

  /**
   * Lets a request pass.
   *
   * @throws RequestException for one that another's page has sent
   */
  void check(HttpServerRequest request) {
    String asked = authority(request);
    if (isOnLoopback && !isOurs(asked)) {
      throw RequestException.of(
          Status.FORBIDDEN,
          "this port is the loopback's, and not to be asked for as '%s'; say 127.0.0.1 or localhost"
              .formatted(shown(asked)));
    }
    if (request.method().equals(HttpMethod.GET)) {
      return;
    }
    String origin = request.getHeader("origin");
    if (origin != null && !isOf(origin, asked)) {
      throw RequestException.of(
          Status.FORBIDDEN, "a page of '%s' can't change anything here".formatted(shown(origin)));
    }
    if ("cross-site".equalsIgnoreCase(request.getHeader("sec-fetch-site"))) {
      throw RequestException.of(
          Status.FORBIDDEN, "a page of another site can't change anything here");
    }
  }

  /** The host and port as the client says them; empty where it says none, which no browser does. */
  private static String authority(HttpServerRequest request) {
    String header = request.getHeader("host");
    if (header != null) {
      return header;
    }
    HostAndPort authority = request.authority();
    return authority == null ? "" : authority.toString();
  }

  private boolean isOurs(String authority) {
    String name = withoutPort(authority).toLowerCase(Locale.ROOT);
    return name.isEmpty()
        || name.equals(LOCALHOST)
        || name.equals(host.toLowerCase(Locale.ROOT))
        || name.startsWith("[")
        || IPV4.matcher(name).matches();
  }

  private static String withoutPort(String authority) {
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', Math.max(0, bracket));
    return colon < 0 ? authority : authority.substring(0, colon);
  }

  private static boolean isOf(String origin, String authority) {
    int at = origin.indexOf("://");
    return at >= 0 && origin.substring(at + "://".length()).equalsIgnoreCase(authority);
  }

  private static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
