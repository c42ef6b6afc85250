package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Held against the definition: sign * 2^exponent * significand, in double. */
final class HalfFormatTest {

  private static int exponentBits(HalfFormat format) {
    return format == HalfFormat.FP16 ? 5 : 8;
  }

  /** By IEEE 754's definition, from the fields of the pattern. */
  private static double byDefinition(HalfFormat format, int pattern) {
    int fractionBits = 15 - exponentBits(format);
    int bias = (1 << (exponentBits(format) - 1)) - 1;
    int exponent = (pattern >>> fractionBits) & ((1 << exponentBits(format)) - 1);
    double fraction = (pattern & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
    double magnitude;
    if (exponent == (1 << exponentBits(format)) - 1) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * Math.pow(2, 1 - bias);
    } else {
      magnitude = (1 + fraction) * Math.pow(2, exponent - bias);
    }
    return pattern >= 0x8000 ? -magnitude : magnitude;
  }

  @ParameterizedTest
  @EnumSource(HalfFormat.class)
  void widensAllPatternsAsTheDefinitionSays(HalfFormat format) {
    for (int pattern = 0; pattern < 65_536; pattern++) {
      double expected = byDefinition(format, pattern);
      double widened = format.widen((short) pattern);
      if (Double.compare(widened, expected) != 0) { // tells zeros apart, takes NaNs as one
        throw new AssertionError("pattern=" + pattern + ": " + widened + " != " + expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HalfFormat.class)
  void narrowsWhatItWidened(HalfFormat format) {
    for (int pattern = 0; pattern < 65_536; pattern++) {
      float value = format.widen((short) pattern);
      int back = format.narrow(value) & 0xFFFF;
      if (Float.isNaN(value)) {
        assertThat(format.widen((short) back)).isNaN();
      } else if (back != pattern) {
        throw new AssertionError("pattern=" + pattern + ", back=" + back);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HalfFormat.class)
  void roundsToTheNearestAndTiesToTheEvenOne(HalfFormat format) {
    TreeMap<BigDecimal, Integer> table = new TreeMap<>();
    for (int pattern = 0; pattern < 0x8000; pattern++) {
      double value = byDefinition(format, pattern);
      if (Double.isFinite(value)) {
        table.put(new BigDecimal(value), pattern);
      }
    }
    float largest = table.lastKey().floatValue();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 60_000; i++) {
      float value;
      if (i % 3 == 0) { // exactly between two neighbours
        int pattern = random.nextInt(table.lastEntry().getValue());
        value = (float) ((byDefinition(format, pattern) + byDefinition(format, pattern + 1)) / 2);
      } else {
        value = Float.intBitsToFloat(random.nextInt() & 0x7FFFFFFF);
      }
      if (!(value < largest)) {
        continue;
      }
      BigDecimal exact = new BigDecimal(value);
      var below = table.floorEntry(exact);
      var above = table.ceilingEntry(exact);
      int side = exact.subtract(below.getKey()).compareTo(above.getKey().subtract(exact));
      boolean upper = side > 0 || (side == 0 && above.getValue() % 2 == 0);
      int expected = upper ? above.getValue() : below.getValue();
      if ((format.narrow(value) & 0xFFFF) != expected
          || (format.narrow(-value) & 0xFFFF) != (expected | 0x8000)) {
        throw new AssertionError(
            "value=" + value + ", narrowed=" + format.narrow(value) + ", expected=" + expected);
      }
    }
  }

  @Test
  void refusesWhatIsNoLongerFiniteAndNamesIt() {
    assertThat(Codecs.fp16().encode(new float[] {65_519.996f}, 0).remaining()).isEqualTo(14);
    assertThatThrownBy(() -> Codecs.fp16().encode(new float[] {1, -65_520f}, 0))
        .hasMessage("value is not finite in FP16: index=1, value=-65520.0");
    assertThatThrownBy(() -> Codecs.bf16().encode(new float[] {Float.MAX_VALUE}, 0))
        .hasMessageContaining("index=0");
  }
}
