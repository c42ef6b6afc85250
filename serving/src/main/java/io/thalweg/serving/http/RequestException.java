package io.thalweg.serving.http;

import com.linecorp.armeria.common.HttpStatus;

/** A request that gets an error for an answer. The message is the answer's one line. */
final class RequestException extends RuntimeException {
  private final transient HttpStatus status;

  private RequestException(HttpStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** 400: the request itself must change. */
  static RequestException bad(String line) {
    return new RequestException(HttpStatus.BAD_REQUEST, line);
  }

  /** 404: there is no such model or version. */
  static RequestException unknown(String line) {
    return new RequestException(HttpStatus.NOT_FOUND, line);
  }

  /** 503: there will be, later. */
  static RequestException notYet(String line) {
    return new RequestException(HttpStatus.SERVICE_UNAVAILABLE, line);
  }

  HttpStatus status() {
    return status;
  }
}
