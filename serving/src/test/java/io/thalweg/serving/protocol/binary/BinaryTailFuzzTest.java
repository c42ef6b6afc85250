package io.thalweg.serving.protocol.binary;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * No bytes make anything but a tensor that fits in them, or a line for the client. {@code
 * JAZZER_FUZZ=1 ./mvnw -pl serving -am test -Djazzer.hooks=true -Dtest=BinaryTailFuzzTest} looks
 * for some, without it Jazzer repeats what it once found.
 */
final class BinaryTailFuzzTest {
  private static final Datatype[] TYPES = Datatype.values();
  private static final int HEAD = 4;
  private static final int ROUNDS = 200_000;

  /** Four bytes say which two tensors are asked for, the rest is the tail. */
  @FuzzTest(maxDuration = "60s")
  void takesTensorsOrRefuses(byte[] input) {
    if (input.length < HEAD) {
      return;
    }
    BinaryTail tail = BinaryTail.of(input, HEAD);
    int left = input.length - HEAD;
    try {
      for (int i = 0; i < HEAD; i += 2) {
        int size = left * Byte.toUnsignedInt(input[i + 1]) / 254;
        List<Integer> shape = List.of(1 + Byte.toUnsignedInt(input[i]) / 16, 1 + input[i + 1] % 3);
        Tensor t =
            tail.take(
                "x", TYPES[Byte.toUnsignedInt(input[i]) % TYPES.length], shape, (double) size);
        assertThat(t.length()).isLessThanOrEqualTo(left);
        left -= size;
      }
      tail.requireTaken();
      assertThat(left).isZero();
    } catch (RequestException e) {
      assertThat(e.status()).isEqualTo(RequestException.Status.BAD_REQUEST);
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(200);
    }
  }

  @Test
  void randomBytesAreTensorsOrRefused() {
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] input = new byte[HEAD + random.nextInt(40)];
      random.nextBytes(input);
      if (random.nextBoolean()) { // so that lengths of texts are often short
        for (int at = HEAD; at < input.length; at++) {
          input[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt(8) : 0);
        }
      }
      takesTensorsOrRefuses(input);
    }
  }
}
