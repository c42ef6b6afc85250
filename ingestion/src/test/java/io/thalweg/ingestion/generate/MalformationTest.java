package io.thalweg.ingestion.generate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MalformationTest {
  private static final int MANY = 40_000;

  @Test
  void eachWayIsAsLikelyAndNoRecordStaysGood() {
    int[] ways = new int[4];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < MANY; i++) {
      ways[way(Malformation.malform(new Numbered(OptionalDouble.of(-3)), random))]++;
    }
    for (int n : ways) {
      assertThat(n).isBetween(MANY / 4 - 500, MANY / 4 + 500);
    }
  }

  @Test
  void aRecordWithoutANumberIsCutShortOrNoise() {
    int[] ways = new int[4];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < MANY; i++) {
      ways[way(Malformation.malform(new Numbered(OptionalDouble.empty()), random))]++;
    }
    assertThat(ways[0] + ways[1]).isEqualTo(MANY);
    assertThat(ways[0]).isBetween(MANY / 2 - 600, MANY / 2 + 600);
  }

  private static int way(byte[] value) {
    if (value.length == 40) {
      assertThat(value[0]).isEqualTo((byte) 1);
      return 1;
    }
    String text = new String(value, US_ASCII);
    if (!text.endsWith(";")) {
      assertThat("number=-3.0;").startsWith(text);
      return 0;
    }
    double number = Double.parseDouble(text.substring("number=".length(), text.length() - 1));
    assertThat(number >= -10 && number <= 10).as("%s is good", number).isFalse();
    return Double.isNaN(number) ? 2 : 3;
  }

  /** {@code number=-3.0;}, from -10 to 10. */
  private record Numbered(OptionalDouble number) implements Malformation.Victim {
    @Override
    public byte[] bytes() {
      return bytesWith(-3);
    }

    @Override
    public double min() {
      return -10;
    }

    @Override
    public double max() {
      return 10;
    }

    @Override
    public byte[] bytesWith(double number) {
      return "number=%s;".formatted(number).getBytes(US_ASCII);
    }
  }
}
