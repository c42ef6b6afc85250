package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigNode;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code access}. Immutable.
 *
 * @param tokens the file of tokens; null: whoever reaches the port may ask
 */
public record AccessConfig(@Nullable Path tokens) {

  /** Everybody may ask. */
  public static AccessConfig open() {
    return new AccessConfig(null);
  }

  public static AccessConfig read(ConfigNode section) {
    return new AccessConfig(section.has("tokens") ? Path.of(section.string("tokens")) : null);
  }

  /** With paths that are relative to a directory. */
  public AccessConfig in(Path directory) {
    return new AccessConfig(tokens == null ? null : directory.resolve(tokens));
  }

  /**
   * What to say to somebody who starts a server like this.
   *
   * @param key which names the address
   * @return null when there is nothing to say
   */
  public @Nullable String warning(String key, InetAddress listening) {
    return tokens != null || listening.isLoopbackAddress()
        ? null
        : "no tokens are asked for, and %s %s can be reached from other machines: name a file under access.tokens"
            .formatted(key, listening.getHostAddress());
  }
}
