package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TopKTest {

  private static int[] bySorting(float[] values, int k) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -Math.abs((double) values[i]))
                .thenComparing(i -> i))
        .limit(k)
        .mapToInt(i -> i)
        .sorted()
        .toArray();
  }

  @Test
  void selectsWhatASortSelects() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 2_000; i++) {
      float[] values = new float[random.nextInt(1, 300)];
      for (int j = 0; j < values.length; j++) {
        values[j] =
            switch (i % 3) {
              case 0 -> random.nextInt(-3, 4); // many equal ones
              case 1 -> Float.intBitsToFloat(random.nextInt() & 0xFF7FFFFF); // all magnitudes
              default -> random.nextFloat() - 0.5f;
            };
      }
      int k = random.nextInt(values.length + 1);
      assertThat(TopK.select(values, k)).containsExactly(bySorting(values, k));
    }
  }

  @Test
  void sendsTheLargestAsTheyAreOrRoundedToBf16() throws Exception {
    int length = 10_000;
    float[] values = Vectors.random(6, 0, length);
    float[] plain =
        CodecTest.decode(Codecs.topK(0.01), length, Codecs.topK(0.01).encode(values, 0));
    Codec coded = Codecs.topKCoded(0.01);
    float[] rounded = CodecTest.decode(coded, length, coded.encode(values, 0));
    float[] expected = new float[length];
    float[] expectedRounded = new float[length];
    for (int index : bySorting(values, 100)) {
      expected[index] = values[index];
      expectedRounded[index] = HalfFormat.BF16.widen(HalfFormat.BF16.narrow(values[index]));
    }
    assertThat(plain).containsExactly(expected);
    assertThat(rounded).containsExactly(expectedRounded);
  }

  @Test
  void refusesIndicesThatDoNotAscendWithinTheVector() {
    Codec codec = Codecs.topK(0.02);
    ByteBuffer frame = codec.encode(Vectors.random(1, 0, 100), 0).order(ByteOrder.LITTLE_ENDIAN);
    int first = frame.getInt(16);
    for (int[] indices : new int[][] {{first, first}, {-1, first}, {first, 100}}) {
      frame.putInt(16, indices[0]).putInt(24, indices[1]);
      assertThatThrownBy(() -> CodecTest.decode(codec, 100, frame))
          .isInstanceOf(BadFrameException.class)
          .hasMessageStartingWith("indices must ascend within the vector");
    }
  }
}
