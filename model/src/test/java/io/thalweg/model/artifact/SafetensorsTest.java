package io.thalweg.model.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  /** Worked out by hand from the format's description: 112 bytes of header, 12 of data. */
  private static final byte[] GOLDEN =
      file(
          "{\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
              + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}   ",
          0,
          0,
          0x80,
          0x3F,
          0,
          0,
          0,
          0xC0,
          0,
          0,
          0x20,
          0x41);

  @Test
  void writesExactlyTheseBytes() {
    byte[] written =
        new SafetensorsWriter()
            .add("w", List.of(2, 1), new float[] {9, 1, -2, 9}, 1)
            .add("b", List.of(), new float[] {10}, 0)
            .toBytes();

    assertThat(written).isEqualTo(GOLDEN);
    assertThat(written[0]).isEqualTo((byte) 112);
  }

  @Test
  void readsTensorsByNameAndShape() throws Exception {
    Safetensors file = Safetensors.parse(GOLDEN);

    assertThat(file.names()).containsExactly("w", "b");
    assertThat(file.floats("w", List.of(2, 1))).containsExactly(1, -2);
    assertThat(file.floats("b", List.of())).containsExactly(10);
    assertThatThrownBy(() -> file.floats("w", List.of(1, 2)))
        .hasMessage("safetensors: want w [1, 2], found [2, 1]");
    assertThatThrownBy(() -> file.floats("v", List.of(1)))
        .hasMessage("safetensors: want v [1], found no such tensor");
  }

  @Test
  void allowsMetadata() throws Exception {
    byte[] bytes =
        file(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            0,
            0,
            0x80,
            0x3F);

    assertThat(Safetensors.parse(bytes).floats("b", List.of(1))).containsExactly(1);
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    SafetensorsWriter writer = new SafetensorsWriter().add("w", List.of(1), new float[1], 0);

    assertThatThrownBy(() -> writer.add("w", List.of(1), new float[1], 0))
        .hasMessage("two tensors are named w");
    assertRefused(
        file(tensors("\"w\"", "[0,4]", "\"w\"", "[4,8]"), new int[8]),
        "safetensors header is no JSON: Duplicate field 'w'");
  }

  @Test
  void refusesGapsOverlapsAndOffsetsOutsideOfTheFile() {
    assertRefused(
        file(tensors("\"a\"", "[0,4]", "\"b\"", "[8,12]"), new int[12]),
        "safetensors: b begins at 8, want 4");
    assertRefused(
        file(tensors("\"a\"", "[0,4]", "\"b\"", "[0,4]"), new int[4]),
        "safetensors: b begins at 0, want 4");
    assertRefused(
        file(tensors("\"a\"", "[0,4]", "\"b\"", "[4,8]"), new int[7]),
        "safetensors: tensors of 8 bytes, data of 7 bytes");
    assertRefused(
        file(tensors("\"a\"", "[-4,0]", "\"b\"", "[0,4]"), new int[4]),
        "safetensors: a begins at -4, want 0");
    assertRefused(
        file(tensors("\"a\"", "[0,4]", "\"b\"", "[4,9]"), new int[9]),
        "safetensors: b has shape [1] and data_offsets [4,9]");
  }

  @Test
  void refusesAHeaderThatIsLongerThanTheFile() {
    for (long length : new long[] {0, 125, Long.MAX_VALUE, -1}) {
      byte[] bytes = GOLDEN.clone();
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(
          bytes,
          "safetensors: header of "
              + Long.toUnsignedString(length)
              + " bytes in a file of 132 bytes");
    }
  }

  @Test
  void aDamagedFileIsReadOrRefusedButNeverCrashes() throws Exception {
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = Arrays.copyOf(GOLDEN, GOLDEN.length - random.nextInt(2) * random.nextInt(50));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        Safetensors.parse(bytes);
      } catch (ArtifactException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(2_500, 5_000);
  }

  private static String tensors(String a, String aOffsets, String b, String bOffsets) {
    return "{%s:{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s},%s:{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}"
        .formatted(a, aOffsets, b, bOffsets);
  }

  private static byte[] file(String header, int... data) {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(json.length).put(json);
    for (int b : data) {
      out.put((byte) b);
    }
    return out.array();
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> Safetensors.parse(bytes))
        .isInstanceOf(ArtifactException.class)
        .hasMessage(message);
  }
}
