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
   * @param taken the port of {@code http}
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static HttpSettings readAdmin(ConfigNode section, int taken) {
    int port = section.intIn("port", 0, 65_535, DEFAULT_ADMIN_PORT);
    if (port != 0 && port == taken) {
      throw section
          .required(
              "port",
              "one, because the default %d is the port of http already, such as port: %d"
                  .formatted(port, other(port)))
          .refuse("another port than http's, such as %d".formatted(other(port)));
    }
    return new HttpSettings(section.string("host", DEFAULT_HOST), port, 1);
  }

  private static int other(int port) {
    return port == DEFAULT_ADMIN_PORT ? DEFAULT_ADMIN_PORT + 1 : DEFAULT_ADMIN_PORT;
  }
}
