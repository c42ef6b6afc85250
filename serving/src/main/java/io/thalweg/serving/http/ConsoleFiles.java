package io.thalweg.serving.http;

import io.thalweg.model.store.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the console's page: those of a table that is built in, read and compressed once.
 * Nothing is looked up by a name that a request gives. Immutable.
 */
final class ConsoleFiles {
  /** Lines of request path, resource and content type, with tabs between them. */
  private static final String TABLE = "/io/thalweg/serving/console/page/files.txt";

  private static final int COLUMNS = 3;

  private final Map<String, ConsoleFile> byPath;

  private ConsoleFiles(Map<String, ConsoleFile> byPath) {
    this.byPath = byPath;
  }

  /** A file, and how it is sent. Immutable. */
  static final class ConsoleFile {
    private final byte[] bytes;
    private final byte[] gzipped;
    private final String type;
    private final String tag;

    ConsoleFile(byte[] bytes, String type) {
      this.bytes = bytes;
      this.gzipped = gzip(bytes);
      this.type = type;
      this.tag = '"' + Sha256.hex(bytes).substring(0, 32) + '"';
    }

    /** Not copied. */
    byte[] bytesView() {
      return bytes;
    }

    /** Null where it wouldn't be smaller. Not copied. */
    byte @Nullable [] gzippedView() {
      return gzipped.length < bytes.length ? gzipped : null;
    }

    String type() {
      return type;
    }

    /** Another one for other bytes, in quotes. */
    String tag() {
      return tag;
    }
  }

  /** Reads all of them. */
  static ConsoleFiles read() {
    Map<String, ConsoleFile> files = new TreeMap<>();
    String table = new String(resource(TABLE), StandardCharsets.UTF_8);
    for (String line : table.lines().filter(l -> !l.isBlank()).toList()) {
      List<String> columns = List.of(line.split("\t", -1));
      if (columns.size() != COLUMNS || !columns.get(0).startsWith("/console/")) {
        throw new IllegalStateException("%s: not path, resource, type: %s".formatted(TABLE, line));
      }
      files.put(columns.get(0), new ConsoleFile(resource(columns.get(1)), columns.get(2)));
    }
    return new ConsoleFiles(files);
  }

  /** By request path. */
  Map<String, ConsoleFile> byPath() {
    return byPath;
  }

  private static byte[] resource(String name) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
