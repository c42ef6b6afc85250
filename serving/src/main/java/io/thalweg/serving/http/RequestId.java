package io.thalweg.serving.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The name of a request in its answer and in the log. Stateless. */
final class RequestId {
  static final String HEADER = "x-request-id";
  private static final int MAX_LENGTH = 128;

  private RequestId() {}

  /** Takes the client's id, or makes one, and puts it into the answer. */
  static void give(HttpServerRequest request) {
    String theirs = request.getHeader(HEADER);
    request
        .response()
        .putHeader(
            HEADER,
            theirs != null && isSane(theirs)
                ? theirs
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
  }

  /** The id that a request was given. */
  static @Nullable String of(HttpServerRequest request) {
    return request.response().headers().get(HEADER);
  }

  /** Whether an id can stand in a log: short, and nothing in it that ends a line. */
  static boolean isSane(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
