package io.thalweg.serving.protocol.binary;

import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes behind a body's JSON: the binary tensors, one after another in the order of the inputs.
 * Confined to the thread that reads the body.
 *
 * <p>Source: Triton's extension_binary_data.md.
 */
public final class BinaryTail {
  /** How many bytes of the body are JSON; the rest is binary. */
  public static final String HEADER = "Inference-Header-Content-Length";

  /** Parameter of an input or output: its bytes in the tail. */
  public static final String SIZE = "binary_data_size";

  /** Parameter of an output that is asked for: whether its data is wanted in the tail. */
  public static final String WANTED = "binary_data";

  /** Parameter of a request: the same of all outputs that don't say. */
  public static final String ALL_WANTED = "binary_data_output";

  private final ByteBuffer rest;

  private BinaryTail(ByteBuffer rest) {
    this.rest = rest;
  }

  /** Borrows the body. */
  public static BinaryTail of(byte[] body, int jsonLength) {
    return new BinaryTail(ByteBuffer.wrap(body, jsonLength, body.length - jsonLength));
  }

  /**
   * Length of a body's JSON.
   *
   * @param header value of {@link #HEADER}; null: all of the body
   * @throws RequestException when it is no length within the body
   */
  public static int jsonLength(@Nullable String header, int bodyLength) {
    if (header == null) {
      return bodyLength;
    }
    // A body without JSON is the one input of a model that has one; ours have more.
    boolean number = header.matches("[1-9][0-9]{0,8}");
    if (!number || Integer.parseInt(header) > bodyLength) {
      throw RequestException.bad(
          "header %s: want the length of the body's JSON, 1 to %d, found %s"
              .formatted(HEADER, bodyLength, header));
    }
    return Integer.parseInt(header);
  }

  /**
   * The next tensor.
   *
   * @param size its {@link #SIZE}
   * @throws RequestException when the bytes aren't there or aren't such a tensor
   */
  public Tensor take(String name, Datatype datatype, List<Integer> shape, Object size) {
    if (!(size instanceof Double bytes && bytes >= 0 && bytes == Math.rint(bytes))) {
      throw RequestException.bad(
          "input '%s': %s: want a whole number from 0 on, found %s".formatted(name, SIZE, size));
    }
    if (bytes > rest.remaining()) {
      throw RequestException.bad(
          "input '%s': %s is %.0f, but %d bytes are left behind the JSON"
              .formatted(name, SIZE, bytes, rest.remaining()));
    }
    ByteBuffer own = rest.slice(rest.position(), bytes.intValue());
    rest.position(rest.position() + bytes.intValue());
    return TensorBytes.read(name, datatype, shape, own);
  }

  /** Refuses bytes that no input has taken. */
  public void requireTaken() {
    if (rest.hasRemaining()) {
      throw RequestException.bad(
          "%d bytes behind the JSON belong to no input, the inputs' %s don't count them"
              .formatted(rest.remaining(), SIZE));
    }
  }
}
