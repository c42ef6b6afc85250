package io.thalweg.ingestion.registry;

import io.thalweg.ingestion.RegistrySpec;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks one address of a registry after the other, and all of them again, ever more slowly, until
 * one answers or the time for that is over. Thread-safe.
 */
final class Asking {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final List<URI> urls;
  private final Duration retryFor;
  private final Transport transport;
  private final Waiting waiting;

  Asking(RegistrySpec spec, Transport transport, Waiting waiting) {
    this.urls = spec.urls();
    this.retryFor = spec.retryFor();
    this.transport = transport;
    this.waiting = waiting;
  }

  Answer get(String path) {
    return ask(path, null);
  }

  Answer post(String path, String body) {
    return ask(path, body);
  }

  /**
   * What a registry says.
   *
   * @param path behind an address, with a slash before it
   * @return that it is so, or that it isn't
   * @throws RegistryException when there is no answer for too long, or one that no try can change
   */
  private Answer ask(String path, @Nullable String body) {
    long start = waiting.nanoTime();
    Duration pause = FIRST_PAUSE;
    String seen = "";
    try {
      while (true) {
        for (URI url : urls) {
          try {
            Answer answer = transport.ask(URI.create(base(url) + path), body);
            if (!answer.isPassing()) {
              return requireUsable(url, path, answer);
            }
            seen = "%s: status %d, %s".formatted(url, answer.status(), answer.shown());
          } catch (IOException e) {
            seen = "%s: %s".formatted(url, e.getMessage());
          }
        }
        if (waiting.nanoTime() - start + pause.toNanos() > retryFor.toNanos()) {
          throw new RegistryException(
              "registry: %s is not answered within %d ms (last %s); start it, or mend registry.url; no record is lost meanwhile"
                  .formatted(path, retryFor.toMillis(), seen));
        }
        waiting.pause(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException("registry: interrupted while %s was asked".formatted(path));
    }
  }

  private static Answer requireUsable(URI url, String path, Answer answer) {
    if (answer.isDenial()) {
      throw new RegistryException(
          "registry: %s answers %d to %s; give it registry.user and registry.password-file, or registry.token-file, that may read schemas"
              .formatted(url, answer.status(), path));
    }
    if (!answer.isOk() && !answer.isRefusal()) {
      throw new RegistryException(
          "registry: %s answers %d to %s, which no registry does: %s; mend registry.url"
              .formatted(url, answer.status(), path, answer.shown()));
    }
    return answer;
  }

  /** For errors: where it is asked. */
  String addresses() {
    return String.join(", ", urls.stream().map(URI::toString).toList());
  }

  /** As one part of a path. */
  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String base(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
