package io.thalweg.replay.tier.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.TierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentDamageTest {
  private static final int BLOCKS = 3;
  private static final int BLOCK_BYTES = 60;
  private static final String LINE = "cold segment is damaged: file=%s, [^\\n]*rule=[^\\n]*";

  private final MemorySegmentFiles files = new MemorySegmentFiles();
  private final SegmentName name = new SegmentName(1, 9);
  private final ByteBuffer into = ByteBuffer.allocateDirect(BLOCK_BYTES + 1);
  private byte[] whole;

  @BeforeEach
  void writeTwoSegments() throws IOException {
    try (ColdTier tier = ColdTier.open(files, 9)) {
      tier.add(1, TestBlocks.random(1, BLOCKS, BLOCK_BYTES));
      tier.add(2, TestBlocks.random(2, BLOCKS, BLOCK_BYTES));
    }
    whole = files.bytes(name.file());
  }

  @Test
  void everySingleFlippedBitIsRefused() {
    assertThatCode(this::readAll).doesNotThrowAnyException();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      requireRefused(flipped, "bit " + bit);
    }
  }

  @Test
  void everyTruncationAndEveryAdditionIsRefused() {
    for (int bytes = 0; bytes < whole.length; bytes++) {
      requireRefused(Arrays.copyOf(whole, bytes), "truncated to " + bytes);
    }
    requireRefused(Arrays.copyOf(whole, whole.length + 1), "one byte more");
  }

  @Test
  void twoFilesThatChangedPlacesAreRefused() throws IOException {
    files.replace(name.file(), files.bytes(new SegmentName(2, 9).file()));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(TierException.class)
        .hasMessage(
            "cold segment is damaged: file=%s, rule=segment id, expected=1, found=2"
                .formatted(name.file()));
  }

  @Test
  void aBlockDamagedAfterTheOpeningIsNamed() throws IOException {
    try (ColdTier tier = ColdTier.open(files, 8)) {
      byte[] flipped = whole.clone();
      flipped[SegmentLayout.HEADER_BYTES] ^= 1;
      files.replace(name.file(), flipped);
      assertThatThrownBy(() -> tier.read(1, 0, into))
          .isInstanceOf(TierException.class)
          .hasMessageMatching(
              "cold segment is damaged: file=%s, block=0, rule=CRC-32C, expected=\\w+, found=\\w+"
                  .formatted(name.file()));
      assertThat(into.position()).isZero();
      assertThat(tier.read(1, 1, into.clear())).isEqualTo(BLOCK_BYTES);
      files.replace(name.file(), Arrays.copyOf(whole, SegmentLayout.HEADER_BYTES + 5));
      assertThatThrownBy(() -> tier.read(1, 0, into.clear()))
          .isInstanceOf(TierException.class)
          .hasMessageContaining("block=0, rule=stored bytes")
          .hasMessageEndingWith("found=5");
    }
  }

  @Test
  void anIndexThatContradictsTheBlocksIsRefusedThoughItsChecksumIsRight() {
    int stored = ByteBuffer.wrap(whole).getInt(entry(0));
    requireRefused(withIndexField(entry(0), stored + 1), "blocks longer than the file");
    requireRefused(withByteBeforeTheIndex(), "a byte that belongs to no block");
    requireRefused(withIndexField(entry(0), Integer.MAX_VALUE), "a block longer than allowed");
    requireRefused(withIndexField(entry(1), 0), "a block of nothing");
    requireRefused(withIndexField(entry(1) + 4, BLOCK_BYTES - 1), "frame longer than its block");
    requireRefused(withIndexField(entry(1) + 4, BLOCK_BYTES + 1), "frame shorter than its block");
    requireRefused(withIndexField(entry(1) + 4, -1), "a block of negative length");
  }

  private int entry(int block) {
    return whole.length - SegmentLayout.indexBytes(BLOCKS) + 16 * block;
  }

  private byte[] withByteBeforeTheIndex() {
    return ByteBuffer.allocate(whole.length + 1)
        .put(whole, 0, entry(0))
        .put((byte) 0)
        .put(whole, entry(0), whole.length - entry(0))
        .array();
  }

  private byte[] withIndexField(int offset, int value) {
    ByteBuffer changed = ByteBuffer.wrap(whole.clone()).putInt(offset, value);
    CRC32C crc = new CRC32C();
    crc.update(changed.array(), entry(0), 16 * BLOCKS);
    return changed.putInt(whole.length - 4, (int) crc.getValue()).array();
  }

  private void requireRefused(byte[] damaged, String what) {
    files.replace(name.file(), damaged);
    assertThatThrownBy(this::readAll)
        .as(what)
        .isInstanceOf(TierException.class)
        .hasMessageMatching(LINE.formatted(name.file()));
  }

  private void readAll() throws IOException {
    try (BlockDecoders decoders = new BlockDecoders()) {
      SegmentReader reader = SegmentReader.open(files, decoders, name);
      for (int block = 0; block < BLOCKS; block++) {
        reader.read(block, into.clear());
      }
    }
  }
}
