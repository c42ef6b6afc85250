package io.thalweg.model.feature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
  private final RowEncoder encoder = new RowEncoder(Features.SPEC);
  private final DenseEncoder dense = new DenseEncoder(Features.SPEC);

  @Test
  void aRowHasExactlyTheseBytes() throws Exception {
    ByteBuffer row = filled();

    assertThat(encoder.layout().rowBytes()).isEqualTo(20 + 4 * 5);
    assertThat(HexFormat.of().withUpperCase().formatHex(bytes(row)))
        .isEqualTo(
            "0000803F" // label 1
                + "0807060504030201" // event time
                + "1817161514131211" // ready time
                + "1872313F" // ln 2
                + "01000000" // bucket 1
                + "0000803F" // true
                + "0000003F" // 0.5
                + "000040C0"); // -3
    assertThat(RowLayout.label(row, 0)).isEqualTo(1);
    assertThat(RowLayout.readyTimeMillis(row, 0)).isEqualTo(0x1112131415161718L);
  }

  @Test
  void expandsToTheDenseInput() throws Exception {
    ByteBuffer rows = ByteBuffer.allocate(7 + 40).order(ByteOrder.LITTLE_ENDIAN);
    rows.put(7, bytes(filled()));
    float[] out = new float[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9};

    dense.expand(rows, 7, out, 1);

    assertThat(dense.width()).isEqualTo(8);
    assertThat(out).containsExactly(9, (float) Math.log(2), 0, 1, 0, 0, 1, 0.5f, -3, 9);
  }

  @Test
  void aClearedRowIsMissingEverything() throws Exception {
    ByteBuffer row = filled();
    encoder.clear(row);
    float[] out = new float[8];

    dense.expand(row, 0, out, 0);

    assertThat(RowLayout.label(row, 0)).isNaN();
    assertThat(RowLayout.readyTimeMillis(row, 0)).isZero();
    assertThat(out).containsExactly(Float.NaN, 0, 0, 0, 0, Float.NaN, Float.NaN, Float.NaN);
  }

  /** FNV-1a's published vectors (0x811C9DC5, 0xE40C292C, 0xBF9CF968), mixed outside of Java. */
  @Test
  void hashesHaveTheirGoldenValues() {
    assertHash("", 0xAB3E7C0B);
    assertHash("a", 0x1A80B1B3);
    assertHash("foobar", 0x0C0DA6DC);
    assertHash("gr\u00fcn", 0x2B344B65);
  }

  @Test
  void refusesNumbersOutsideOfTheRange() {
    ByteBuffer row = encoder.layout().newRow();
    for (double bad : new double[] {-0.5, 100.5, Double.NaN}) {
      assertThatThrownBy(() -> encoder.numeric(row, 0, bad))
          .isInstanceOf(BadValueException.class)
          .hasMessage("amount: " + bad + " is outside [0.0, 100.0]");
    }
    RowEncoder unbounded =
        new RowEncoder(
            new FeatureSpec(
                List.of(
                    new Feature.Numeric(
                        "n",
                        "x",
                        Transform.LOG1P,
                        Scaling.NONE,
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY))));
    assertThatThrownBy(() -> unbounded.numeric(row, 0, -1))
        .hasMessage("x: -1.0 is beyond 1.0E15 after log1p");
    assertThatThrownBy(() -> unbounded.numeric(row, 0, Double.POSITIVE_INFINITY))
        .isInstanceOf(BadValueException.class);
  }

  @Test
  void refusesVectorsOfAnotherSizeAndElementsThatAreNotFinite() {
    ByteBuffer row = encoder.layout().newRow();
    assertThatThrownBy(() -> encoder.element(row, 3, 2, 1))
        .hasMessage("embedding[2]: 1.0, want 2 numbers up to 1.0E15");
    assertThatThrownBy(() -> encoder.element(row, 3, -1, 1))
        .hasMessage("embedding[-1]: 1.0, want 2 numbers up to 1.0E15");
    assertThatThrownBy(() -> encoder.element(row, 3, 0, 1e20))
        .isInstanceOf(BadValueException.class);
    assertThatThrownBy(() -> encoder.element(row, 3, 0, Double.NaN))
        .isInstanceOf(BadValueException.class);
  }

  private ByteBuffer filled() throws BadValueException {
    ByteBuffer row = encoder.layout().newRow();
    row.putFloat(RowLayout.LABEL, 1);
    row.putLong(RowLayout.EVENT_TIME, 0x0102030405060708L);
    row.putLong(RowLayout.READY_TIME, 0x1112131415161718L);
    encoder.numeric(row, 0, 1);
    encoder.category(row, 1, "brown");
    encoder.flag(row, 2, true);
    encoder.element(row, 3, 0, 0.5);
    encoder.element(row, 3, 1, -3);
    return row;
  }

  private static void assertHash(String text, int expected) {
    byte[] utf8 = text.getBytes(UTF_8);
    assertThat(RowEncoder.hash(utf8, utf8.length)).as(text).isEqualTo(expected);
  }

  private static byte[] bytes(ByteBuffer row) {
    byte[] out = new byte[row.capacity()];
    row.get(0, out);
    return out;
  }

  @Test
  void aCategoryWithAnEmbeddingIsItsNumberFromOneAndMissingIsZero() {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(new Feature.Categorical("c", "c", 50, 8), new Feature.Flag("f", "f")));
    RowEncoder encoder = new RowEncoder(spec);
    ByteBuffer row = encoder.layout().newRow();
    float[] dense = {7, 7};

    encoder.clear(row);
    new DenseEncoder(spec).expand(row, 0, dense, 0);
    assertThat(dense).containsExactly(0, Float.NaN);

    encoder.category(row, 0, "books");
    new DenseEncoder(spec).expand(row, 0, dense, 0);
    assertThat(dense[0]).isEqualTo(1 + row.getInt(RowLayout.slotOffset(0, 0))).isBetween(1f, 50f);
  }
}
