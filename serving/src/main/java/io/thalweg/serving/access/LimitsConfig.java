package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigNode;
import java.time.Duration;

/**
 * The section {@code limits}: what one client may take. Immutable.
 *
 * @param requestsPerSecond of one client; 0: as many as it likes
 * @param burst requests that a client may send at once
 * @param clients that are told apart
 * @param bodyBytes of a request, as it is after decompression
 * @param bodiesBytes of all requests together whose bodies are being read
 * @param headerBytes names and values of a request together, and its first line
 * @param headers of a request
 * @param headerTimeout from a request's first byte to the end of its headers, TLS included
 * @param bodyTimeout from the end of the headers to the end of the body
 * @param idleTimeout after which a connection without a request is closed
 * @param connections at once
 * @param drain how long requests in flight may take once the server is told to stop
 */
public record LimitsConfig(
    int requestsPerSecond,
    int burst,
    int clients,
    int bodyBytes,
    long bodiesBytes,
    int headerBytes,
    int headers,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    int connections,
    Duration drain) {
  private static final int MOST_REQUESTS = 1_000_000;
  private static final long MOST_BODIES = 1L << 40;
  private static final long DEFAULT_BODIES = 256L << 20;

  public static LimitsConfig read(ConfigNode section) {
    int rate = section.intIn("requests-per-second", 1, MOST_REQUESTS, 0);
    int bodyBytes = (int) section.byteSizeIn("body", 1 << 10, 1 << 30, 1 << 20);
    return new LimitsConfig(
        rate,
        section.intIn("burst", 1, MOST_REQUESTS, Math.max(1, rate)),
        section.intIn("clients", 1, MOST_REQUESTS, 10_000),
        bodyBytes,
        section.byteSizeIn(
            "bodies-in-flight", bodyBytes, MOST_BODIES, Math.max(bodyBytes, DEFAULT_BODIES)),
        (int) section.byteSizeIn("header-size", 1 << 10, 1 << 20, 16 << 10),
        section.intIn("headers", 8, 10_000, 100),
        section.duration("header-timeout", Duration.ofSeconds(10)),
        section.duration("body-timeout", Duration.ofSeconds(30)),
        section.duration("idle-timeout", Duration.ofMinutes(2)),
        section.intIn("connections", 1, MOST_REQUESTS, 10_000),
        section.duration("drain", Duration.ofSeconds(5)));
  }
}
