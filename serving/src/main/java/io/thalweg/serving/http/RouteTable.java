package io.thalweg.serving.http;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which handler answers which method and path. Filled by one thread, then only read.
 *
 * <p>A path is cut at its slashes; a segment {@code {name}} of a route takes any. Routes are tried
 * in their order, of which the first few get nearly all requests.
 */
public final class RouteTable {
  private final List<Route> routes = new ArrayList<>();

  RouteTable() {}

  /** A handler and what it is for. */
  private record Route(String method, List<String> segments, Consumer<Exchange> handler) {}

  /**
   * What was found.
   *
   * @param parameters of the path, decoded
   */
  record Match(Consumer<Exchange> handler, Map<String, String> parameters) {}

  public RouteTable get(String path, Consumer<Exchange> handler) {
    return add("GET", path, handler);
  }

  public RouteTable post(String path, Consumer<Exchange> handler) {
    return add("POST", path, handler);
  }

  public RouteTable add(String method, String path, Consumer<Exchange> handler) {
    routes.add(new Route(method, segments(path), handler));
    return this;
  }

  /**
   * The handler of a request.
   *
   * @param path as it was sent, without its query
   * @throws RequestException when there is none
   */
  Match find(String method, String path) {
    List<String> segments = segments(path);
    boolean otherMethod = false;
    for (Route route : routes) {
      if (matches(route.segments(), segments)) {
        if (route.method().equals(method)) {
          return new Match(route.handler(), parameters(route.segments(), segments));
        }
        otherMethod = true;
      }
    }
    throw otherMethod
        ? RequestException.of(Status.METHOD_NOT_ALLOWED, "Method Not Allowed: " + path)
        : RequestException.unknown("Not Found: " + path);
  }

  /** What is between the slashes of a path, as it was sent. */
  static List<String> segments(String path) {
    List<String> out = new ArrayList<>();
    int from = 1;
    for (int at = path.indexOf('/', from); at >= 0; at = path.indexOf('/', from)) {
      out.add(path.substring(from, at));
      from = at + 1;
    }
    if (from < path.length()) {
      out.add(path.substring(from));
    }
    return out;
  }

  private static boolean matches(List<String> route, List<String> path) {
    if (route.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < route.size(); i++) {
      if (!isParameter(route.get(i)) && !route.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  private static Map<String, String> parameters(List<String> route, List<String> path) {
    Map<String, String> out = new HashMap<>();
    for (int i = 0; i < route.size(); i++) {
      String segment = route.get(i);
      if (isParameter(segment)) {
        out.put(segment.substring(1, segment.length() - 1), decoded(path.get(i)));
      }
    }
    return out;
  }

  private static String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return io.netty.handler.codec.http.QueryStringDecoder.decodeComponent(segment);
    } catch (IllegalArgumentException e) {
      throw RequestException.bad("the path has a broken escape: " + segment);
    }
  }
}
