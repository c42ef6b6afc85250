package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who may do what. Thread-safe: {@link #decide} takes no lock and reads no file; the file is
 * read by whoever calls {@link #reloadIfChanged}.
 */
public final class AccessGate {
  private static final Logger LOG = LoggerFactory.getLogger(AccessGate.class);
  private static final String SCHEME = "bearer ";
  private static final String NO_TOKEN =
      "a token is needed: send the header Authorization: Bearer TOKEN";
  private static final String WRONG_TOKEN = "this token isn't known here, or no longer";

  private final @Nullable WatchedFile file;
  private volatile @Nullable Tokens tokens;

  /**
   * Reads the tokens, if there is a file of them.
   *
   * @throws ConfigException when it can't be read or holds something else
   */
  public AccessGate(AccessConfig config) {
    this.file = config.tokens() == null ? null : new WatchedFile(config.tokens());
    this.tokens = config.tokens() == null ? null : Tokens.read(config.tokens());
  }

  /** What comes of a request. */
  public sealed interface Decision permits Granted, Unauthenticated, Forbidden {}

  /**
   * It may go on.
   *
   * @param client null where no tokens are asked for
   */
  public record Granted(@Nullable Client client) implements Decision {}

  /** 401: without a token that is known. */
  public record Unauthenticated(String line) implements Decision {}

  /** 403: with a token that is known, and isn't enough. */
  public record Forbidden(String line) implements Decision {}

  private static final Granted TO_EVERYBODY = new Granted(null);

  /**
   * Decides by a request's header.
   *
   * @param authorization its value, null when it is missing
   */
  public Decision decide(@Nullable String authorization, Role needed) {
    Tokens known = tokens;
    if (known == null) {
      return TO_EVERYBODY;
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Unauthenticated(NO_TOKEN);
    }
    Client client = known.client(authorization.substring(SCHEME.length()).strip());
    if (client == null) {
      return new Unauthenticated(WRONG_TOKEN);
    }
    if (!client.role().covers(needed)) {
      return new Forbidden(
          "the token %s has the role %s, this needs %s"
              .formatted(client.name(), word(client.role()), word(needed)));
    }
    return new Granted(client);
  }

  /** Whether a token is needed at all. */
  public boolean asksForTokens() {
    return tokens != null;
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** Reads a file that has changed. One that is no file of tokens leaves those before in force. */
  public synchronized void reloadIfChanged() {
    if (file == null || !file.hasChanged()) {
      return;
    }
    try {
      Tokens next = Tokens.read(file.path());
      tokens = next;
      LOG.info("{} holds {} tokens now", file.path(), next.size());
    } catch (ConfigException e) {
      LOG.warn("the tokens read before stay in force: {}", e.getMessage());
    }
  }
}
