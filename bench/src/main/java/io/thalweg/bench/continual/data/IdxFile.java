package io.thalweg.bench.continual.data;

import io.thalweg.bench.BenchException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Arrays of bytes as MNIST's authors store them (LeCun, Cortes and Burges), gzipped: two zero
 * bytes, 8 for unsigned bytes, the number of dimensions, each dimension as a big-endian int32, the
 * values. Stateless.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int IMAGES = UNSIGNED_BYTES | 3;
  private static final int LABELS = UNSIGNED_BYTES | 1;
  private static final long MOST_BYTES = 1L << 30;

  /** What {@link GZIPInputStream} says of a file that doesn't begin like one. */
  private static final String NOT_GZIPPED = "Not in GZIP format";

  /**
   * What a file holds.
   *
   * @param size the first dimension
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Array(int size, byte[] values) {}

  /** Images and their labels. */
  static Samples read(Path images, Path labels) {
    Array pixels = array(images, IMAGES, "images");
    Array classes = array(labels, LABELS, "labels");
    if (classes.size() == 0 || pixels.size() != classes.size()) {
      throw new BenchException(
          "%s has %d labels, which %s doesn't have images for; take both from one data set"
              .formatted(labels, classes.size(), images));
    }
    if (pixels.values().length == 0) {
      throw new BenchException(
          images + " has images without pixels; take them from another data set");
    }
    return new Images(pixels.values(), classes.values());
  }

  private static Array array(Path file, int expected, String what) {
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(new GZIPInputStream(bytes), 1 << 16))) {
      int magic = in.readInt();
      if (magic != expected) {
        throw new BenchException(
            "%s begins with the magic number 0x%08x; %s in the IDX format begin with 0x%08x"
                .formatted(file, magic, what, expected));
      }
      int size = 0;
      long length = 1;
      for (int i = 0; i < (expected & 0xFF); i++) {
        int dimension = in.readInt();
        size = i == 0 ? dimension : size;
        length *= Math.max(0, dimension);
        if (dimension < 0 || length > MOST_BYTES) {
          throw new BenchException(
              "%s says that it holds more than %d bytes; take a smaller data set"
                  .formatted(file, MOST_BYTES));
        }
      }
      byte[] values = new byte[(int) length];
      in.readFully(values);
      if (in.read() >= 0) { // to the end, where the checksum is
        throw new BenchException(
            "%s goes on after all of its %s; fetch it again".formatted(file, what));
      }
      return new Array(size, values);
    } catch (ZipException e) {
      throw new BenchException(
          NOT_GZIPPED.equals(e.getMessage())
              ? "%s is not gzipped; compress it with gzip".formatted(file)
              : "%s is damaged; fetch it again".formatted(file));
    } catch (EOFException e) {
      throw new BenchException(
          "%s ends before all of its %s; fetch it again".formatted(file, what));
    } catch (IOException e) {
      throw new BenchException("can't read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private IdxFile() {}
}
