package io.thalweg.serving.protocol.binary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShortFloatsTest {
  /** The examples of IEEE 754 binary16's article in Wikipedia, in hexadecimal. */
  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x0001, 0.000000059604644775390625",
    "0x03ff, 0.000060975551605224609375",
    "0x0400, 0.00006103515625",
    "0x3555, 0.333251953125",
    "0x3bff, 0.99951171875",
    "0x3c00, 1",
    "0x3c01, 1.0009765625",
    "0x7bff, 65504",
    "0x7c00, Infinity",
    "0x8000, -0.0",
    "0xc000, -2",
    "0xfc00, -Infinity"
  })
  void fp16IsWhatTheStandardSays(String bits, double value) {
    assertThat(ShortFloats.ofFp16((short) (int) Integer.decode(bits))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x3f80, 1",
    "0xc000, -2",
    "0x4049, 3.140625",
    "0x3eab, 0.333984375",
    "0x7f7f, 338953138925153547590470800371487866880",
    "0x7f80, Infinity",
    "0xff80, -Infinity",
    "0x0080, 1.1754943508222875e-38"
  })
  void bf16IsAFloatsUpperHalf(String bits, double value) {
    assertThat(ShortFloats.ofBf16((short) (int) Integer.decode(bits))).isEqualTo(value);
  }

  @Test
  void everyFp16IsSignTimesPowerTimesFraction() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int e = bits % 32768 / 1024;
      double f = bits % 1024;
      double power = Math.pow(2, Math.max(1, e) - 15);
      double magnitude =
          e == 31 ? (f == 0 ? 1 / 0.0 : Double.NaN) : power * ((e == 0 ? 0 : 1) + f / 1024);
      Double value = bits < 32768 ? magnitude : -magnitude; // boxed: NaN equals NaN

      assertThat(ShortFloats.ofFp16((short) bits)).as("%04x", bits).isEqualTo(value);
    }
  }

  @Test
  void notANumberStaysNone() {
    assertThat(ShortFloats.ofFp16((short) 0x7e00)).isNaN();
    assertThat(ShortFloats.ofBf16((short) 0x7fc0)).isNaN();
  }
}
