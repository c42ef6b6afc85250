package io.thalweg.serving.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The protocol's element types, and how many bytes an element takes in a binary tensor. */
public enum Datatype {
  BOOL(1, Kind.TRUTH),
  UINT8(1, Kind.WHOLE),
  UINT16(2, Kind.WHOLE),
  UINT32(4, Kind.WHOLE),
  UINT64(8, Kind.WHOLE),
  INT8(1, Kind.WHOLE),
  INT16(2, Kind.WHOLE),
  INT32(4, Kind.WHOLE),
  INT64(8, Kind.WHOLE),
  FP16(2, Kind.REAL),
  BF16(2, Kind.REAL),
  FP32(4, Kind.REAL),
  FP64(8, Kind.REAL),
  /** Text, or any bytes, each element of a length of its own. */
  BYTES(0, Kind.TEXT);

  private static final Map<String, Datatype> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Datatype::name, Function.identity()));

  private final int sizeBytes;
  private final Kind kind;

  Datatype(int sizeBytes, Kind kind) {
    this.sizeBytes = sizeBytes;
    this.kind = kind;
  }

  /** What an element is. */
  public enum Kind {
    TRUTH,
    WHOLE,
    REAL,
    TEXT
  }

  /** Null when the protocol has no such type. */
  public static @Nullable Datatype named(String name) {
    return BY_NAME.get(name);
  }

  /** Bytes of an element; 0 where elements differ in length. */
  public int sizeBytes() {
    return sizeBytes;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isNumber() {
    return kind == Kind.WHOLE || kind == Kind.REAL;
  }

  /** Whether a whole number is one of this type; true for types that aren't whole numbers. */
  public boolean holds(double whole) {
    if (kind != Kind.WHOLE) {
      return true;
    }
    boolean unsigned = name().charAt(0) == 'U';
    int bits = unsigned ? 8 * sizeBytes : 8 * sizeBytes - 1;
    return whole >= (unsigned ? 0 : -Math.scalb(1.0, bits)) && whole < Math.scalb(1.0, bits);
  }
}
