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

  /** Images and their labels. */
  static Samples read(Path images, Path labels) {
    byte[] pixels = values(images, IMAGES, "images");
    byte[] classes = values(labels, LABELS, "labels");
    if (classes.length == 0 || pixels.length % classes.length != 0) {
      throw new BenchException(
          "%s has %d labels, which %s doesn't have images for; take both from one data set"
              .formatted(labels, classes.length, images));
    }
    return new Images(pixels, classes);
  }

  private static byte[] values(Path file, int expected, String what) {
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(new GZIPInputStream(bytes), 1 << 16))) {
      int magic = in.readInt();
      if (magic != expected) {
        throw new BenchException(
            "%s begins with the magic number 0x%08x; %s in the IDX format begin with 0x%08x"
                .formatted(file, magic, what, expected));
      }
      long length = 1;
      for (int i = 0; i < (expected & 0xFF); i++) {
        int dimension = in.readInt();
        length *= Math.max(0, dimension);
        if (dimension < 0 || length > MOST_BYTES) {
          throw new BenchException(
              "%s says that it holds more than %d bytes; take a smaller data set"
                  .formatted(file, MOST_BYTES));
        }
      }
      byte[] values = new byte[(int) length];
      in.readFully(values);
      return values;
    } catch (ZipException e) {
      throw new BenchException("%s is not gzipped; compress it with gzip".formatted(file));
    } catch (EOFException e) {
      throw new BenchException(
          "%s ends before all of its %s; fetch it again".formatted(file, what));
    } catch (IOException e) {
      throw new BenchException("can't read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private IdxFile() {}
}
