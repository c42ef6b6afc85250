package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects named float32 tensors and writes them in the safetensors format: the header's length
 * (uint64, little endian), a JSON header padded with blanks to a multiple of 8, and the tensors'
 * bytes one behind the other. Not thread-safe.
 */
final class SafetensorsWriter {
  private final ObjectNode header = Json.newObject();
  private final List<ByteBuffer> parts = new ArrayList<>();
  private long dataBytes;

  /** Adds {@code source[from]} and what follows, row-major. */
  SafetensorsWriter add(String name, List<Integer> shape, float[] source, int from) {
    if (header.has(name)) {
      throw new IllegalArgumentException("two tensors are named " + name);
    }
    int length = shape.stream().reduce(1, Math::multiplyExact);
    ObjectNode entry = header.putObject(name).put("dtype", "F32");
    ArrayNode dimensions = entry.putArray("shape");
    shape.forEach(dimensions::add);
    entry.putArray("data_offsets").add(dataBytes).add(dataBytes + 4L * length);
    ByteBuffer data = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(source, from, length);
    parts.add(data);
    dataBytes += 4L * length;
    return this;
  }

  byte[] toBytes() {
    byte[] json = Json.toBytes(header);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) & ~7);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(8 + padded.length + dataBytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded.length).put(padded);
    parts.forEach(data -> out.put(data.duplicate()));
    return out.array();
  }
}
