package io.thalweg.cli.coexistence;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An ONNX model {@code y = x + x} for x of 2 float32, written field by field (onnx.proto3, IR 8,
 * opset 17). Every message is shorter than 128 bytes, so every length is one byte.
 */
final class DoublingOnnx {
  private static final int FLOAT = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] bytes() {
    DoublingOnnx node = new DoublingOnnx().text(1, "x").text(1, "x").text(2, "y").text(4, "Add");
    DoublingOnnx graph =
        new DoublingOnnx()
            .message(1, node)
            .text(2, "doubling")
            .message(11, value("x"))
            .message(12, value("y"));
    DoublingOnnx opset = new DoublingOnnx().text(1, "").number(2, 17);
    return new DoublingOnnx().number(1, 8).message(7, graph).message(8, opset).out.toByteArray();
  }

  private static DoublingOnnx value(String name) {
    DoublingOnnx shape = new DoublingOnnx().message(1, new DoublingOnnx().number(1, 2));
    DoublingOnnx tensor = new DoublingOnnx().number(1, FLOAT).message(2, shape);
    return new DoublingOnnx().text(1, name).message(2, new DoublingOnnx().message(1, tensor));
  }

  private DoublingOnnx number(int field, int value) {
    out.write(field << 3);
    out.write(value);
    return this;
  }

  private DoublingOnnx text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private DoublingOnnx message(int field, DoublingOnnx value) {
    return bytes(field, value.out.toByteArray());
  }

  private DoublingOnnx bytes(int field, byte[] value) {
    out.write(field << 3 | 2);
    out.write(value.length);
    out.writeBytes(value);
    return this;
  }
}
