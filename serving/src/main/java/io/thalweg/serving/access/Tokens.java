package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens of one reading of a file, by the clients' names. Immutable. */
final class Tokens {
  /** Compared with where there is no such name, so that it takes as long. */
  private static final Kept NOBODY = new Kept(null, new byte[16], new byte[32]);

  private static final Tokens NONE = new Tokens(Map.of());

  private final Map<String, Kept> byName;

  private static final class Kept {
    private final @Nullable Client client;
    private final byte[] salt;
    private final byte[] digest;

    Kept(@Nullable Client client, byte[] salt, byte[] digest) {
      this.client = client;
      this.salt = salt;
      this.digest = digest;
    }
  }

  private Tokens(Map<String, Kept> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * Reads a file; one without anything but comments holds no tokens.
   *
   * @throws io.thalweg.model.config.ConfigException when it can't be read, or isn't one of tokens
   */
  static Tokens read(Path file) {
    try {
      if (saysNothing(Files.readString(file))) {
        return NONE;
      }
    } catch (IOException e) {
      // What reads it again says what is wrong with it.
    }
    return read(ConfigFile.read(file));
  }

  /** Whether there is nothing but comments in a text. */
  static boolean saysNothing(String text) {
    return text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
  }

  /**
   * Reads a mapping of {@code NAME: {role: read, hash: sha256$SALT$HASH}}.
   *
   * @throws io.thalweg.model.config.ConfigException for anything else
   */
  static Tokens read(ConfigNode root) {
    Map<String, Kept> out = new HashMap<>();
    for (String name : root.keys()) {
      ConfigNode entry = root.required(name);
      Role role = entry.oneOf("role", Role.class);
      ConfigNode hash = entry.required("hash", "what ./thalweg token new has written");
      if (!Token.isHash(hash.string())) {
        throw hash.refuse("sha256$SALT$HASH, as ./thalweg token new writes it");
      }
      Token token = new Token(name, role, hash.string());
      out.put(name, new Kept(new Client(name, role), token.salt(), token.digest()));
    }
    root.refuseUnknown();
    return new Tokens(out);
  }

  int size() {
    return byName.size();
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * Whose text it is. Takes one SHA-256 whoever asks, and compares in constant time.
   *
   * @return null when it is nobody's
   */
  @Nullable Client client(String text) {
    String name = Token.nameIn(text);
    Kept kept = name == null ? NOBODY : byName.getOrDefault(name, NOBODY);
    return MessageDigest.isEqual(kept.digest, Token.hash(kept.salt, text)) ? kept.client : null;
  }
}
