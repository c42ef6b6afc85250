package io.thalweg.serving.grpc;

import com.google.protobuf.ByteString;
import io.thalweg.oip.InferTensorContents;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.protocol.binary.TensorBytes;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Elements in the message field that their datatype has. Stateless. */
final class TypedContents {
  private TypedContents() {}

  /**
   * Reads a tensor.
   *
   * @param shape checked
   * @throws RequestException when the field doesn't hold what datatype and shape say
   */
  static Tensor read(
      String name, Datatype datatype, List<Integer> shape, InferTensorContents contents) {
    return switch (datatype) {
      case BOOL ->
          numbers(
              name,
              datatype,
              shape,
              contents.getBoolContentsCount(),
              i -> contents.getBoolContents(i) ? 1 : 0);
      case INT8, INT16, INT32 ->
          numbers(name, datatype, shape, contents.getIntContentsCount(), contents::getIntContents);
      case UINT8, UINT16, UINT32 ->
          numbers(
              name,
              datatype,
              shape,
              contents.getUintContentsCount(),
              i -> Integer.toUnsignedLong(contents.getUintContents(i)));
      case INT64 ->
          numbers(
              name,
              datatype,
              shape,
              contents.getInt64ContentsCount(),
              i -> (double) contents.getInt64Contents(i));
      case UINT64 ->
          numbers(
              name,
              datatype,
              shape,
              contents.getUint64ContentsCount(),
              i -> TensorBytes.unsigned(contents.getUint64Contents(i)));
      case FP32 ->
          numbers(
              name, datatype, shape, contents.getFp32ContentsCount(), contents::getFp32Contents);
      case FP64 ->
          numbers(
              name, datatype, shape, contents.getFp64ContentsCount(), contents::getFp64Contents);
      case BYTES -> texts(name, shape, contents.getBytesContentsList());
      case FP16, BF16 ->
          throw RequestException.bad(
              "input '%s': %s has no typed contents, send it in raw_input_contents"
                  .formatted(name, datatype));
    };
  }

  private static Tensor numbers(
      String name, Datatype datatype, List<Integer> shape, int count, IntToDoubleFunction element) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = element.applyAsDouble(i);
      // Shorter than the field that they travel in.
      if (datatype.sizeBytes() < Integer.BYTES && !datatype.holds(numbers[i])) {
        throw RequestException.bad(
            "input '%s': want a number of %s, found %.0f".formatted(name, datatype, numbers[i]));
      }
    }
    return Tensor.ofNumbers(name, datatype, shape, numbers);
  }

  private static Tensor texts(String name, List<Integer> shape, List<ByteString> elements) {
    byte[][] texts = new byte[elements.size()][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = elements.get(i).toByteArray();
    }
    return Tensor.ofTexts(name, shape, texts);
  }
}
