package io.thalweg.model.config;

/** A user's mistake in a configuration file. The message is one line to show as it is. */
public final class ConfigException extends RuntimeException {
  ConfigException(String file, int line, String message) {
    super("%s:%d: %s".formatted(file, line, message));
  }

  ConfigException(String message) {
    super(message);
  }
}
