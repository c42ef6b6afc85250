package io.thalweg.replay.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a manifest, version 1, UTF-8, every line ends with LF.
 *
 * <pre>
 * thalweg-snapshot 1
 * SHA-256 LENGTH NAME          one line a file, names ascending
 * sha256 SHA-256               of all bytes above; the end of the file
 * </pre>
 */
final class ManifestLayout {
  static final int VERSION = 1;
  private static final String FIRST = "thalweg-snapshot ";
  private static final String LAST = "sha256 ";
  private static final int LAST_BYTES = LAST.length() + Sha256.DIGITS + 1;

  private ManifestLayout() {}

  static byte[] encode(List<SnapshotFile> files) {
    StringBuilder text = new StringBuilder(FIRST).append(VERSION).append('\n');
    for (SnapshotFile file : files) {
      text.append(file.sha256()).append(' ').append(file.length()).append(' ');
      text.append(file.name()).append('\n');
    }
    byte[] above = bytes(text);
    return bytes(text.append(LAST).append(Sha256.of(above, above.length)).append('\n'));
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A name that ends a line early could not be read back. */
  static void requireOneLine(String name) {
    if (name.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "replay snapshot: a file's name holds a line break: " + printable(name));
    }
  }

  /** The snapshot is named in errors only. */
  static List<SnapshotFile> decode(Path snapshot, byte[] manifest) {
    String text = new String(manifest, StandardCharsets.UTF_8);
    int firstEnd = text.indexOf('\n');
    String first = firstEnd < 0 ? "no line" : text.substring(0, firstEnd);
    if (!first.startsWith(FIRST)) {
      throw damaged(snapshot, "first line", FIRST + VERSION, printable(first));
    }
    if (!first.equals(FIRST + VERSION)) {
      throw damaged(snapshot, "version", VERSION, printable(first.substring(FIRST.length())));
    }
    requireWhole(snapshot, manifest);
    String[] lines = text.substring(firstEnd + 1).split("\n", -1);
    List<SnapshotFile> files = new ArrayList<>(lines.length);
    for (int i = 0; i < lines.length - 2; i++) {
      files.add(file(snapshot, lines[i]));
    }
    return files;
  }

  /** The last line has its one form: no byte may follow and none be missing. */
  private static void requireWhole(Path snapshot, byte[] manifest) {
    int above = Math.max(0, manifest.length - LAST_BYTES);
    String expected = LAST + Sha256.of(manifest, above) + "\n";
    String found = new String(manifest, above, manifest.length - above, StandardCharsets.UTF_8);
    if (!found.equals(expected)) {
      throw damaged(snapshot, "last line", expected.strip(), printable(found));
    }
  }

  private static SnapshotFile file(Path snapshot, String line) {
    String[] parts = line.split(" ", 3);
    try {
      return new SnapshotFile(parts[2], Long.parseLong(parts[1]), parts[0]);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw damaged(snapshot, "line", "SHA-256 LENGTH NAME", printable(line));
    }
  }

  private static DamagedSnapshotException damaged(
      Path snapshot, String rule, Object expected, Object found) {
    return new DamagedSnapshotException(snapshot, SnapshotManifest.FILE, rule, expected, found);
  }

  /** One short line, whatever it was. */
  private static String printable(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]", "?").strip();
    return line.length() <= LAST_BYTES ? line : line.substring(0, LAST_BYTES) + "...";
  }
}
