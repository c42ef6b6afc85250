package io.thalweg.replay.tier.cold;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.thalweg.replay.tier.TierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLayoutTest {
  private static final SegmentName NAME = new SegmentName(5, 0xfedcba9876543210L);
  private static final String FILE = "cold-0000000000000005-fedcba9876543210.seg";

  /** Made without this code: zstd's command line, and a CRC-32C checked with "123456789". */
  private static final String GOLDEN =
      "74687767636f6c64000000010000000000000005fedcba9876543210000000029298e639"
          + "28b52ffd0058b100006120726f772074686174206e65766572206d6f766573"
          + "28b52ffd005845000010000001003f012c"
          + "0000001f0000001600000001c7b02694"
          + "000000110000006400000002516b6847"
          + "2a480de4";

  private static final TestBlocks BLOCKS =
      new TestBlocks(
          List.of(
              ByteBuffer.wrap("a row that never moves".getBytes(US_ASCII)),
              ByteBuffer.wrap(new byte[100])));

  @TempDir Path directory;

  @Test
  void versionOneIsReadFromTheseBytes() throws IOException {
    Files.write(directory.resolve(FILE), HexFormat.of().parseHex(GOLDEN));
    try (ColdTier tier = ColdTier.open(new LocalSegmentFiles(directory), 1)) {
      assertThat(tier.segmentIds()).containsExactly(5L);
      assertThat(tier.blocks(5)).isEqualTo(2);
      assertThat(tier.rows(5, 0)).isEqualTo(1);
      assertThat(tier.rows(5, 1)).isEqualTo(2);
      for (int block = 0; block < 2; block++) {
        ByteBuffer into = ByteBuffer.allocateDirect(100);
        int bytes = tier.read(5, block, into);
        assertThat(into.flip()).isEqualTo(BLOCKS.bytes(block));
        assertThat(bytes).isEqualTo(BLOCKS.bytes(block).remaining());
      }
    }
  }

  @Test
  void whatIsWrittenLiesWhereTheLayoutSays() throws IOException {
    byte[] file = write();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    assertThat(new String(file, 0, 8, US_ASCII)).isEqualTo("thwgcold");
    assertThat(bytes.getInt(8)).isEqualTo(1);
    assertThat(bytes.getLong(12)).isEqualTo(5);
    assertThat(bytes.getLong(20)).isEqualTo(0xfedcba9876543210L);
    assertThat(bytes.getInt(28)).isEqualTo(2);
    assertThat(bytes.getInt(32)).isEqualTo(crc(file, 0, 32));
    int index = file.length - 36;
    int block = 36;
    for (int i = 0; i < 2; i++) {
      int entry = index + 16 * i;
      int stored = bytes.getInt(entry);
      byte[] plain = new byte[bytes.getInt(entry + 4)];
      assertThat(bytes.getInt(entry + 8)).isEqualTo(i + 1);
      assertThat(bytes.getInt(entry + 12)).isEqualTo(crc(file, block, stored));
      Zstd.decompress(plain, Arrays.copyOfRange(file, block, block + stored));
      assertThat(ByteBuffer.wrap(plain)).isEqualTo(BLOCKS.bytes(i));
      block += stored;
    }
    assertThat(block).isEqualTo(index);
    assertThat(bytes.getInt(file.length - 4)).isEqualTo(crc(file, index, 32));
  }

  @Test
  void anotherVersionIsRefusedWithBothNumbers() throws IOException {
    byte[] newer = write();
    newer[11] = 2;
    Files.write(directory.resolve(FILE), newer);
    assertThatThrownBy(() -> ColdTier.open(new LocalSegmentFiles(directory), 1))
        .isInstanceOf(TierException.class)
        .hasMessage(
            "cold segment is damaged: file=%s, rule=version, expected=1, found=2".formatted(FILE));
  }

  @Test
  void aNameIsReadBackFromItsFile() {
    assertThat(NAME.file()).isEqualTo(FILE);
    assertThat(SegmentName.ofFile(FILE)).isEqualTo(NAME);
    assertThat(SegmentName.ofFile("000012.sst")).isNull();
  }

  private byte[] write() throws IOException {
    try (LocalSegmentFiles files = new LocalSegmentFiles(directory)) {
      SegmentWriter.write(files, NAME, BLOCKS);
    }
    return Files.readAllBytes(directory.resolve(FILE));
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
