package io.thalweg.ingestion.registry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a registry has sent. Immutable but for its bytes, which belong to whoever reads them. */
final class Answer {
  static final int OK = 200;
  private static final int SHOWN = 120;

  private final int status;
  private final byte[] body;

  Answer(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  int status() {
    return status;
  }

  boolean isOk() {
    return status == OK;
  }

  /** Another try may be answered otherwise. */
  boolean isPassing() {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  /** It says of what was asked for that it isn't there, or couldn't be. */
  boolean isRefusal() {
    return status == 400 || status == 404 || status == 422;
  }

  /** Credentials are missing, or not enough. */
  boolean isDenial() {
    return status == 401 || status == 403;
  }

  /** Borrowed. */
  byte[] body() {
    return body;
  }

  /** The beginning, on one line, for a person. */
  String shown() {
    byte[] begin = body.length > SHOWN ? Arrays.copyOf(body, SHOWN) : body;
    String text = new String(begin, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\s]+", " ");
    return text.isBlank() ? "nothing" : "'" + text.strip() + "'";
  }
}
