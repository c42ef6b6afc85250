package io.thalweg.serving.http;

import io.thalweg.model.config.ConfigNode;

/**
 * Where a server listens. Immutable.
 *
 * @param host address to listen on
 * @param port 0: any free one
 * @param threads event loops
 */
public record HttpSettings(String host, int port, int threads) {
  private static final String DEFAULT_HOST = "127.0.0.1";
  private static final int DEFAULT_PORT = 8080;
  private static final int DEFAULT_ADMIN_PORT = 8081;

  /** On every core. */
  public HttpSettings(String host, int port) {
    this(host, port, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads the section {@code http}.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static HttpSettings read(ConfigNode section) {
    return new HttpSettings(
        section.string("host", DEFAULT_HOST),
        section.intIn("port", 0, 65_535, DEFAULT_PORT),
        section.intIn("threads", 1, 1024, Runtime.getRuntime().availableProcessors()));
  }

  /**
   * Reads the section {@code admin}.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static HttpSettings readAdmin(ConfigNode section) {
    return new HttpSettings(
        section.string("host", DEFAULT_HOST),
        section.intIn("port", 0, 65_535, DEFAULT_ADMIN_PORT),
        1);
  }
}
