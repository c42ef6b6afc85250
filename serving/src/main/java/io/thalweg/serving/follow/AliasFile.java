package io.thalweg.serving.follow;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ContractException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The aliases of one server in a file of its own: for each the last assignment, as {@link
 * AliasAssignment#toBytes} in base64, one a line. It is written anew as a whole, beside the old one
 * and then in its place. Thread-safe.
 */
public final class AliasFile implements AliasLog {
  private final Path file;
  private final Consumer<AliasAssignment> reader;

  /** Guarded by this. */
  private final Map<String, AliasAssignment> byKey;

  private AliasFile(
      Path file, Consumer<AliasAssignment> reader, Map<String, AliasAssignment> byKey) {
    this.file = file;
    this.reader = reader;
    this.byKey = byKey;
  }

  /**
   * Reads what is there, if the file is.
   *
   * @param reader is told of that, and of what is written
   * @throws AliasFileException when it can't be read, or not be written
   */
  public static AliasFile open(Path file, Consumer<AliasAssignment> reader) {
    Map<String, AliasAssignment> byKey = new TreeMap<>();
    try {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        for (int i = 0; i < lines.size(); i++) {
          AliasAssignment assignment = decoded(file, i + 1, lines.get(i));
          byKey.put(assignment.key(), assignment);
        }
      }
      replace(file, byKey);
    } catch (IOException e) {
      throw new AliasFileException(
          "aliases can't be kept in %s: %s; make its directory, or name another as alias-file"
              .formatted(file, e),
          e);
    }
    byKey.values().forEach(reader);
    return new AliasFile(file, reader, byKey);
  }

  private static AliasAssignment decoded(Path file, int line, String text) {
    try {
      return AliasAssignment.fromBytes(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException | ContractException e) {
      throw new AliasFileException(
          "%s:%d: this is no alias: %s; remove the line".formatted(file, line, e.getMessage()), e);
    }
  }

  private static void replace(Path file, Map<String, AliasAssignment> byKey) throws IOException {
    StringBuilder text = new StringBuilder();
    for (AliasAssignment assignment : byKey.values()) {
      text.append(Base64.getEncoder().encodeToString(assignment.toBytes())).append('\n');
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.toString());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public synchronized void write(AliasAssignment assignment) throws AliasException {
    Map<String, AliasAssignment> all = new TreeMap<>(byKey);
    all.put(assignment.key(), assignment);
    try {
      replace(file, all);
    } catch (IOException e) {
      throw new AliasException(
          AliasException.Kind.UNAVAILABLE, "%s can't be written: %s".formatted(file, e), e);
    }
    byKey.put(assignment.key(), assignment);
    reader.accept(assignment);
  }

  @Override
  public boolean isDurable() {
    return true;
  }
}
