package io.thalweg.serving.protocol.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes worked out by hand. */
final class TensorBytesTest {
  @ParameterizedTest
  @CsvSource({
    "BOOL,   00 01,                                   0,                     1",
    "UINT8,  07 ff,                                   7,                     255",
    "UINT16, 0100 ffff,                               1,                     65535",
    "UINT32, 01000000 ffffffff,                       1,                     4294967295",
    "UINT64, 0100000000000000 ffffffffffffffff,       1,                     18446744073709551615",
    "INT8,   7f 80,                                   127,                   -128",
    "INT16,  ff7f 0080,                               32767,                 -32768",
    "INT32,  ffffff7f 00000080,                       2147483647,            -2147483648",
    "INT64,  feffffffffffffff 0000000000000080,       -2,                    -9223372036854775808",
    "FP16,   003e 00c0,                               1.5,                   -2",
    "BF16,   c03f 00c0,                               1.5,                   -2",
    "FP32,   0000c03f cdcccc3d,                       1.5,                   0.10000000149011612",
    "FP64,   000000000000f83f 9a9999999999b93f,       1.5,                   0.1"
  })
  void aNumberIsItsBytesFromTheLowestOn(Datatype type, String hex, double first, double second) {
    Tensor t = TensorBytes.read("x", type, List.of(2), bytes(hex));

    assertThat(t.number(0)).isEqualTo(first);
    assertThat(t.number(1)).isEqualTo(second);
    assertThat(t.datatype()).isEqualTo(type);
    assertThat(t.shape()).containsExactly(2);
  }

  @Test
  void rowsComeOneAfterAnother() {
    Tensor t = TensorBytes.read("x", Datatype.UINT8, List.of(2, 3), bytes("00 01 02 10 11 12"));

    assertThat(IntStream.range(0, 6).mapToDouble(t::number).toArray())
        .containsExactly(0, 1, 2, 16, 17, 18);
    assertThat(t.rows()).isEqualTo(2);
    assertThat(t.rowLength()).isEqualTo(3);
  }

  @Test
  void aTextIsItsLengthAndItsBytes() {
    Tensor t =
        TensorBytes.read(
            "x", Datatype.BYTES, List.of(3), bytes("02000000 c3a9  00000000  03000000 616263"));

    assertThat(t.text(0)).asString(StandardCharsets.UTF_8).isEqualTo("é");
    assertThat(t.text(1)).isEmpty();
    assertThat(t.text(2)).asString(StandardCharsets.UTF_8).isEqualTo("abc");
  }

  @Test
  void notANumberIsMissing() {
    Tensor t = TensorBytes.read("x", Datatype.FP32, List.of(1), bytes("0000c07f"));

    assertThat(t.number(0)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "9007199254740993, 9007199254740992",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775808",
    "9223372036854776833, 9223372036854777856",
    "18446744073709551615, 18446744073709551615"
  })
  void anUnsignedLongIsTheNearestDouble(String whole, double nearest) {
    assertThat(TensorBytes.unsigned(Long.parseUnsignedLong(whole))).isEqualTo(nearest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP32  | 3f800000 00       | shape [2] of FP32 takes 8 bytes, found 5",
        "FP64  | 00                | shape [2] of FP64 takes 16 bytes, found 1",
        "INT8  | 01 02 03          | shape [2] of INT8 takes 2 bytes, found 3",
        "BOOL  | 01 02             | want BOOL bytes 0 or 1, found 2",
        "BYTES | 00000000          | 2 BYTES elements take at least 8 bytes, found 4",
        "BYTES | 05000000 00000000 | BYTES element 0 is cut short",
        "BYTES | ffffffff 00000000 | BYTES element 0 is cut short",
        "BYTES | 02000000 61626300 | BYTES element 1 is cut short",
        "BYTES | 00000000 0000000000 | 1 bytes are left after 2 BYTES elements"
      })
  void bytesThatTheShapeDoesNotTakeAreRefused(Datatype type, String hex, String line) {
    assertThatThrownBy(() -> TensorBytes.read("x", type, List.of(2), bytes(hex)))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'x': " + line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FP64", "BYTES"})
  void aShapeThatClaimsMemoryIsRefusedBeforeItIsTaken(Datatype type) {
    assertThatThrownBy(
            () ->
                TensorBytes.read(
                    "x", type, List.of(Tensor.MAX_ROWS, Integer.MAX_VALUE), bytes("00000000")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("found 4");
  }

  @Test
  void anOutputIsItsFloatsFromTheLowestByteOn() {
    ByteBuffer out = ByteBuffer.allocate(10);
    out.put((byte) 1);

    TensorBytes.write(new float[] {1.5f, -2f}, out);

    out.put((byte) 2);
    assertThat(out.array()).isEqualTo(bytes("01 0000c03f 000000c0 02").array());
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
