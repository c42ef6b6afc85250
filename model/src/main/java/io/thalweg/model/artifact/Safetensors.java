package io.thalweg.model.artifact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A parsed safetensors file with float32 tensors. The header is checked before anything is
 * allocated by what it says: the tensors must fill the data without gaps or overlaps. Immutable.
 */
final class Safetensors {
  /** What the format's own reader accepts. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private record Entry(String name, List<Integer> shape, long begin, long end) {}

  private final byte[] file;
  private final int dataOffset;
  private final Map<String, Entry> entries;

  private Safetensors(byte[] file, int dataOffset, Map<String, Entry> entries) {
    this.file = file;
    this.dataOffset = dataOffset;
    this.entries = entries;
  }

  /** Parses {@code file}, which must not change afterwards. */
  static Safetensors parse(byte[] file) throws ArtifactException {
    if (file.length < 8) {
      throw new ArtifactException("safetensors: %d bytes, want 8 or more".formatted(file.length));
    }
    long headerBytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, file.length - 8)) {
      throw new ArtifactException(
          "safetensors: header of %s bytes in a file of %d bytes"
              .formatted(Long.toUnsignedString(headerBytes), file.length));
    }
    Json header = Json.parse("safetensors header", file, 8, (int) headerBytes);
    List<Entry> entries = new ArrayList<>();
    for (String name : header.names()) {
      if (!name.equals("__metadata__")) {
        entries.add(entry(name, header.object(name)));
      }
    }
    int dataOffset = 8 + (int) headerBytes;
    return new Safetensors(file, dataOffset, covering(entries, file.length - dataOffset));
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** Empty where there is no such tensor. */
  List<Integer> shape(String name) {
    Entry e = entries.get(name);
    return e == null ? List.of() : e.shape;
  }

  /** The tensor {@code name} as a new array; it must have this shape. */
  float[] floats(String name, List<Integer> shape) throws ArtifactException {
    Entry e = entries.get(name);
    if (e == null || !e.shape.equals(shape)) {
      throw new ArtifactException(
          "safetensors: want %s %s, found %s"
              .formatted(name, shape, e == null ? "no such tensor" : e.shape));
    }
    float[] out = new float[(int) ((e.end - e.begin) / 4)];
    ByteBuffer.wrap(file, dataOffset + (int) e.begin, 4 * out.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(out);
    return out;
  }

  private static Entry entry(String name, Json from) throws ArtifactException {
    if (!from.text("dtype").equals("F32")) {
      throw new ArtifactException(
          "safetensors: %s has dtype %s, want F32".formatted(name, from.text("dtype")));
    }
    List<Integer> shape = new ArrayList<>();
    long bytes = 4;
    for (Json dimension : from.field("shape").elements()) {
      long size = dimension.asLong();
      if (size < 0 || size > Integer.MAX_VALUE || (size > 0 && bytes > Integer.MAX_VALUE / size)) {
        throw new ArtifactException("safetensors: %s has dimension %d".formatted(name, size));
      }
      bytes *= size;
      shape.add((int) size);
    }
    List<Json> offsets = from.field("data_offsets").elements();
    if (offsets.size() != 2 || offsets.get(1).asLong() - offsets.get(0).asLong() != bytes) {
      throw new ArtifactException(
          "safetensors: %s has shape %s and data_offsets %s"
              .formatted(name, shape, from.field("data_offsets").node()));
    }
    return new Entry(name, shape, offsets.get(0).asLong(), offsets.get(1).asLong());
  }

  private static Map<String, Entry> covering(List<Entry> entries, long dataBytes)
      throws ArtifactException {
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Map<String, Entry> byName = new LinkedHashMap<>();
    long next = 0;
    for (Entry e : entries) {
      if (e.begin != next) {
        throw new ArtifactException(
            "safetensors: %s begins at %d, want %d".formatted(e.name, e.begin, next));
      }
      next = e.end;
      byName.put(e.name, e);
    }
    if (next != dataBytes) {
      throw new ArtifactException(
          "safetensors: tensors of %d bytes, data of %d bytes".formatted(next, dataBytes));
    }
    return byName;
  }
}
