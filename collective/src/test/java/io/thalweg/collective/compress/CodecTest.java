package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CodecTest {

  private static final int[] LENGTHS = {0, 1, 2, 31, 64, 65, 1_000};

  static Stream<Codec> codecs() {
    return Stream.of(
        Codecs.fp16(),
        Codecs.bf16(),
        Codecs.int8(64),
        Codecs.stochastic(2, 64),
        Codecs.stochastic(5, 1_000_000),
        Codecs.oneBit(64),
        Codecs.topK(0.03),
        Codecs.topK(1),
        Codecs.topKCoded(0.03),
        Codecs.topKCoded(1));
  }

  static float[] decode(Codec codec, int length, ByteBuffer frame) throws BadFrameException {
    float[] decoded = new float[length];
    codec.addTo(decoded, frame);
    return decoded;
  }

  private static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.duplicate().get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void readsItsOwnFramesOfEveryLength(Codec codec) throws Exception {
    for (int length : LENGTHS) {
      float[] values = Vectors.random(1, 0, length);
      ByteBuffer frame = codec.encode(values, 5);
      assertThat(frame.remaining()).isLessThanOrEqualTo(codec.maxBytes(length));
      assertThat(codec.encode(values, 5)).isEqualTo(frame);
      float[] once = decode(codec, length, frame);
      double error = 0;
      double size = 0;
      for (int i = 0; i < length; i++) {
        error += Math.pow(values[i] - once[i], 2);
        size += Math.pow(values[i], 2);
      }
      assertThat(error).isLessThanOrEqualTo(8 * size); // QSGD with one level: sqrt(64) times
      float[] twice = once.clone();
      codec.addTo(twice, frame);
      for (int i = 0; i < length; i++) {
        assertThat(twice[i]).isEqualTo(2 * once[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void refusesValuesThatAreNotFiniteAndNamesThem(Codec codec) {
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> codec.encode(new float[] {0, 1, bad}, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("index=2, value=" + bad)
          .hasMessageNotContaining("\n");
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void refusesOtherVersionsKindsLengthsAndCutFrames(Codec codec) {
    ByteBuffer frame = codec.encode(Vectors.random(1, 0, 100), 5);
    byte[] bytes = bytes(frame);
    for (int offset :
        new int[] {
          CodecFrame.VERSION_OFFSET,
          CodecFrame.KIND_OFFSET,
          CodecFrame.PARAMETER_OFFSET,
          CodecFrame.LENGTH_OFFSET,
          CodecFrame.LENGTH_OFFSET + 3
        }) {
      byte[] other = bytes.clone();
      other[offset]++;
      assertThatThrownBy(() -> decode(codec, 100, ByteBuffer.wrap(other)))
          .isInstanceOf(BadFrameException.class)
          .hasMessageMatching("frame's .* differs: found=.*, expected=.*");
    }
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThatThrownBy(() -> decode(codec, 100, cut)).isInstanceOf(BadFrameException.class);
    }
    assertThatThrownBy(
            () -> decode(codec, 100, ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1))))
        .isInstanceOf(BadFrameException.class);
    assertThatThrownBy(() -> decode(codec, 101, ByteBuffer.wrap(bytes)))
        .isInstanceOf(BadFrameException.class);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void neverFailsOtherwiseThanItSaysWhateverTheBytes(Codec codec) {
    SplittableRandom random = new SplittableRandom(9);
    ByteBuffer frame = codec.encode(Vectors.random(1, 0, 200), 5);
    byte[] bytes = bytes(frame);
    for (int i = 0; i < 3_000; i++) {
      byte[] other = bytes.clone();
      for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
        other[random.nextInt(CodecFrame.HEADER_BYTES, other.length)] = (byte) random.nextInt();
      }
      try {
        decode(codec, 200, ByteBuffer.wrap(other));
      } catch (BadFrameException expected) {
        assertThat(expected).hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void int8IsWithinHalfAStepOfItsBlocksScale() throws Exception {
    float[] values = Vectors.random(2, 0, 1_000);
    for (int i = 0; i < 64; i++) {
      values[i] *= 1e6f;
    }
    Codec codec = Codecs.int8(64);
    ByteBuffer frame = codec.encode(values, 0);
    assertThat(frame.remaining()).isEqualTo(12 + 1_000 + 4 * 16);
    float[] decoded = decode(codec, 1_000, frame);
    for (int start = 0; start < 1_000; start += 64) {
      int end = Math.min(1_000, start + 64);
      double largest = 0;
      for (int i = start; i < end; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      for (int i = start; i < end; i++) {
        assertThat(Math.abs(values[i] - decoded[i])).isLessThanOrEqualTo((float) (largest / 253));
      }
    }
  }

  @Test
  void oneBitStandsForTheMeansOfItsBlocksSides() throws Exception {
    float[] values = {-1, -3, 4, 0, 8, 100, -6};
    Codec codec = Codecs.oneBit(5);
    ByteBuffer frame = codec.encode(values, 0);
    assertThat(frame.remaining()).isEqualTo(12 + 2 * 8 + 2);
    assertThat(decode(codec, 7, frame)).containsExactly(-2, -2, 4, 4, 4, 100, -6);
  }

  @Test
  void stochasticQuantizationIsUnbiasedAndKeepsItsBoundOnTheVariance() throws Exception {
    int length = 100;
    int draws = 20_000;
    float[] values = Vectors.random(4, 0, length);
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    for (int bits : new int[] {2, 4, 8}) {
      Codec codec = Codecs.stochastic(bits, length);
      assertThat(codec.encode(values, 0).remaining()).isEqualTo(12 + 4 + (length * bits + 7) / 8);
      double levels = (1 << (bits - 1)) - 1;
      double[] sums = new double[length];
      double variance = 0;
      for (int draw = 0; draw < draws; draw++) {
        float[] decoded = decode(codec, length, codec.encode(values, Draws.of(1, draw, 0)));
        for (int i = 0; i < length; i++) {
          sums[i] += decoded[i];
          variance += Math.pow(decoded[i] - values[i], 2) / draws;
        }
      }
      double bound = Math.min(length / (levels * levels), Math.sqrt(length) / levels) * squares;
      assertThat(variance).isLessThanOrEqualTo(bound);
      // a value's standard deviation is at most half a step; 5 deviations of the mean for each
      double tolerance = 5 * Math.sqrt(squares) / levels / 2 / Math.sqrt(draws);
      for (int i = 0; i < length; i++) {
        assertThat(Math.abs(sums[i] / draws - values[i])).isLessThanOrEqualTo(tolerance);
      }
    }
  }
}
