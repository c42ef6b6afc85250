package io.thalweg.replay.tier.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.TierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdTierTest {
  private static final int BLOCK_BYTES = 1_000;

  @TempDir Path root;

  @Test
  void everyBlockIsReadBackAlsoAfterReopening() throws IOException {
    try (ColdTier tier = open("a", 1)) {
      tier.add(7, TestBlocks.random(7, ColdTier.MAX_BLOCKS, BLOCK_BYTES));
      tier.add(3, TestBlocks.random(3, 1, BLOCK_BYTES));
      requireBlocks(tier, 7, ColdTier.MAX_BLOCKS);
    }
    try (ColdTier tier = open("a", 2)) {
      assertThat(tier.segmentIds()).containsExactly(3L, 7L);
      requireBlocks(tier, 7, ColdTier.MAX_BLOCKS);
      requireBlocks(tier, 3, 1);
      assertThat(tier.rows(7, 41)).isEqualTo(42);
    }
  }

  @Test
  void blocksOfAnyKindOfBufferAndAnyLengthAreStored() throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(300_000);
    direct.put(100, new byte[] {1, 2, 3}).position(100);
    ByteBuffer one = ByteBuffer.wrap(new byte[] {9, 8, 7}, 1, 1);
    try (ColdTier tier = open("a", 1)) {
      tier.add(1, new TestBlocks(List.of(direct, one)));
      ByteBuffer into = ByteBuffer.allocateDirect(300_000);
      assertThat(tier.read(1, 0, into)).isEqualTo(299_900);
      assertThat(into.flip()).isEqualTo(direct);
      into.clear().position(5);
      assertThat(tier.read(1, 1, into)).isEqualTo(1);
      assertThat(into.position()).isEqualTo(6);
      assertThat(into.get(5)).isEqualTo((byte) 8);
    }
  }

  @Test
  void diskBytesAreThoseOfTheFiles() throws IOException {
    try (ColdTier tier = open("a", 1)) {
      assertThat(tier.diskBytes()).isZero();
      tier.add(1, TestBlocks.random(1, 20, BLOCK_BYTES));
      long first = bytesIn("a");
      tier.add(2, TestBlocks.random(2, 20, BLOCK_BYTES));
      assertThat(tier.diskBytes()).isEqualTo(bytesIn("a")).isGreaterThan(first);
      tier.drop(2);
      assertThat(tier.diskBytes()).isEqualTo(bytesIn("a")).isEqualTo(first);
      assertThat(first).isLessThan(20 * BLOCK_BYTES * 3 / 4);
    }
  }

  @Test
  void aDroppedSegmentIsGone() throws IOException {
    try (ColdTier tier = open("a", 1)) {
      tier.add(1, TestBlocks.random(1, 2, BLOCK_BYTES));
      tier.drop(1);
      assertThatThrownBy(() -> tier.read(1, 0, ByteBuffer.allocateDirect(BLOCK_BYTES)))
          .isInstanceOf(SegmentGoneException.class)
          .hasMessage("cold segment is not in the tier: segment=1; look its rows up again");
      assertThat(tier.segmentIds()).isEmpty();
    }
  }

  @Test
  void aLinkedDirectoryIsATierOfItsOwn() throws IOException {
    Path snapshot = Files.createDirectory(root.resolve("snapshot"));
    try (ColdTier tier = open("a", 1)) {
      tier.add(1, TestBlocks.random(1, 2, BLOCK_BYTES));
      tier.linkInto(snapshot);
      Files.writeString(snapshot.resolve("CURRENT"), "of another library");
      tier.drop(1);
    }
    try (ColdTier restored = open("snapshot", 2)) {
      requireBlocks(restored, 1, 2);
      restored.add(2, TestBlocks.random(2, 2, BLOCK_BYTES));
      requireBlocks(restored, 2, 2);
    }
  }

  @Test
  void twoSegmentsOfOneIdAreRefused() throws IOException {
    try (ColdTier tier = open("a", 1)) {
      tier.add(1, TestBlocks.random(1, 2, BLOCK_BYTES));
      assertThatThrownBy(() -> tier.add(1, TestBlocks.random(2, 2, BLOCK_BYTES)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("cold segment exists: segment=1, file=cold-");
    }
    try (ColdTier other = open("b", 2)) {
      other.add(1, TestBlocks.random(1, 2, BLOCK_BYTES));
      other.linkInto(root.resolve("a"));
    }
    assertThatThrownBy(() -> open("a", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cold segment exists: segment=1, file=cold-");
  }

  @Test
  void misuseIsRefusedInOneLine() throws IOException {
    try (ColdTier tier = open("a", 1)) {
      tier.add(1, TestBlocks.random(1, 2, BLOCK_BYTES));
      ByteBuffer small = ByteBuffer.allocateDirect(BLOCK_BYTES - 1);
      assertThatThrownBy(() -> tier.read(1, 0, small)).hasMessageContaining("bytes=1000 don't fit");
      assertThatThrownBy(() -> tier.read(1, 0, ByteBuffer.allocate(BLOCK_BYTES)))
          .hasMessageContaining("don't fit java.nio.HeapByteBuffer");
      assertThatThrownBy(() -> tier.read(1, 2, small)).hasMessageContaining("allowed=0..1");
      assertThatThrownBy(() -> tier.add(2, TestBlocks.random(2, 0, BLOCK_BYTES)))
          .hasMessage("cold segment: blocks=0, allowed=1..2048");
      assertThatThrownBy(() -> tier.add(2, TestBlocks.random(2, 1, 0)))
          .hasMessage("cold segment: block=0, bytes=0, allowed=1..67108864");
      assertThat(tier.segmentIds()).containsExactly(1L);
      assertThat(tier.diskBytes()).isEqualTo(bytesIn("a"));
    }
  }

  @Test
  void aPlatformWithoutZstdIsToldWhatToDo() {
    assertThatThrownBy(
            () ->
                ZstdLibrary.load(
                    () -> {
                      throw new UnsatisfiedLinkError("no such platform");
                    }))
        .isInstanceOf(TierException.class)
        .hasMessageStartingWith("cold tier: zstd has no native library for os=")
        .hasMessageEndingWith("(no such platform); set coldDiskBytes=0");
  }

  private ColdTier open(String directory, long suffix) throws IOException {
    return ColdTier.open(new LocalSegmentFiles(root.resolve(directory)), suffix);
  }

  private long bytesIn(String directory) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void requireBlocks(ColdTier tier, long segmentId, int blocks) {
    assertThat(tier.blocks(segmentId)).isEqualTo(blocks);
    ByteBuffer into = ByteBuffer.allocateDirect(BLOCK_BYTES);
    for (int block = 0; block < blocks; block++) {
      tier.read(segmentId, block, into.clear());
      assertThat(into.flip()).isEqualTo(TestBlocks.bytes(segmentId, block, BLOCK_BYTES));
    }
  }
}
