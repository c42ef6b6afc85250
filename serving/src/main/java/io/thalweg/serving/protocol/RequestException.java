package io.thalweg.serving.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that gets an error for an answer. The message is the answer's one line. */
public final class RequestException extends RuntimeException {
  private final Status status;
  private final @Nullable Duration retryAfter;

  private RequestException(Status status, @Nullable Duration retryAfter, String message) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whose move it is, in the terms of HTTP. */
  public enum Status {
    BAD_REQUEST(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    TOO_LARGE(413),
    UNSUPPORTED(415),
    TOO_MANY(429),
    INTERNAL(500),
    UNAVAILABLE(503),
    DEADLINE(504);

    private final int httpCode;

    Status(int httpCode) {
      this.httpCode = httpCode;
    }

    public int httpCode() {
      return httpCode;
    }
  }

  public static RequestException of(Status status, String line) {
    return new RequestException(status, null, line);
  }

  /** 400: the request itself must change. */
  public static RequestException bad(String line) {
    return of(Status.BAD_REQUEST, line);
  }

  /** 404: there is no such model or version. */
  public static RequestException unknown(String line) {
    return of(Status.NOT_FOUND, line);
  }

  /** 503: there will be, later. */
  public static RequestException notYet(String line) {
    return of(Status.UNAVAILABLE, line);
  }

  /** 429 or 503: the same request may be sent again, not before so long. */
  public static RequestException later(Status status, Duration after, String line) {
    return new RequestException(status, after, line);
  }

  public Status status() {
    return status;
  }

  /** How long a client is to wait before it tries again; null where it isn't to. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
