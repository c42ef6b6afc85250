package io.thalweg.serving.access;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.thalweg.model.config.ConfigFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;

/**
 * Adds tokens to a file. Of threads and of processes that add at once each waits for the others;
 * who reads meanwhile sees the file before or after.
 */
public final class TokenFile {
  /** The lock of a file belongs to the process, so its threads take turns by this one. */
  private static final Object TURN = new Object();

  private final Path file;

  public TokenFile(Path file) {
    this.file = file;
  }

  /**
   * Makes a token and appends what is to be kept of it. Afterwards only the file's owner may read
   * it.
   *
   * @return the token's text, which nobody can tell later
   * @throws TokenException when the name can't be used
   * @throws io.thalweg.model.config.ConfigException when the file is none of tokens
   */
  public String add(String name, Role role) throws IOException {
    if (!Token.NAME.matcher(name).matches()) {
      throw new TokenException(
          "'%s' can't name a token; write 1 to 64 letters, digits, '-' or '_'".formatted(name));
    }
    synchronized (TURN) {
      return addLocked(name, role);
    }
  }

  private String addLocked(String name, Role role) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path lock = target.resolveSibling(target.getFileName() + ".lock");
    try (FileChannel channel = FileChannel.open(lock, Set.of(CREATE, WRITE), ownersOnly(target))) {
      // Held by a name to the end: the JDK forgets a lock that nobody refers to.
      FileLock held = channel.lock();
      String text = append(target, name, role);
      held.release();
      return text;
    }
  }

  private String append(Path target, String name, Role role) throws IOException {
    String before = Files.exists(target) ? Files.readString(target) : "";
    if (!Tokens.saysNothing(before)
        && Tokens.read(ConfigFile.parse(String.valueOf(file), before)).has(name)) {
      throw new TokenException(
          "%s has a token named %s; choose another name, or delete its line first"
              .formatted(file, name));
    }
    SecureRandom random = new SecureRandom();
    String text = Token.newText(name, random);
    replace(target, before + newline(before) + line(Token.of(name, role, text, random)));
    return text;
  }

  private static String newline(String before) {
    return before.isEmpty() || before.endsWith("\n") ? "" : "\n";
  }

  private static String line(Token token) {
    return "%s: {role: %s, hash: %s}\n"
        .formatted(token.name(), token.role().name().toLowerCase(Locale.ROOT), token.hash());
  }

  private static void replace(Path target, String content) throws IOException {
    Path written =
        Files.createTempFile(
            target.getParent(), "." + target.getFileName(), ".new", ownersOnly(target));
    try {
      try (FileChannel channel = FileChannel.open(written, WRITE)) {
        channel.write(StandardCharsets.UTF_8.encode(content));
        channel.force(true);
      }
      Files.move(written, target, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static FileAttribute<?>[] ownersOnly(Path target) {
    return target.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
