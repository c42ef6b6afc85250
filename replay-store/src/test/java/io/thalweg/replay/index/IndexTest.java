package io.thalweg.replay.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IndexTest {

  @Test
  void keysAreFoundAsInAMap() {
    for (int slots : new int[] {1, 2, 3, 64, 257}) {
      SplittableRandom random = new SplittableRandom(slots);
      long[] keys = new long[slots];
      KeyIndex index = new KeyIndex(keys);
      Map<Long, Integer> map = new HashMap<>();
      boolean[] taken = new boolean[slots];
      for (int step = 0; step < 20_000; step++) {
        int slot = random.nextInt(slots);
        int other = random.nextInt(slots);
        long key = (long) random.nextInt(2 * slots) << (random.nextInt(2) * 40);
        assertThat(index.find(key)).isEqualTo(map.getOrDefault(key, KeyIndex.ABSENT));
        if (!taken[slot] && !map.containsKey(key)) {
          keys[slot] = key;
          index.add(slot);
          map.put(key, slot);
          taken[slot] = true;
        } else if (taken[slot] && !taken[other] && random.nextBoolean()) {
          keys[other] = keys[slot];
          index.move(slot, other);
          map.put(keys[slot], other);
          taken[slot] = false;
          taken[other] = true;
        } else if (taken[slot]) {
          index.remove(slot);
          map.remove(keys[slot]);
          taken[slot] = false;
        }
      }
    }
  }

  @Test
  void aRowsFactsMoveWithItAndTheRewriteStaysWithTheSlot() {
    try (SlotTable slots = new SlotTable(4, 8)) {
      slots.take(2, 7, 8, 9_999, 65_535, 255);
      slots.locate(2, 70);
      slots.frame(2, 3);
      slots.writeColumns(2, ByteBuffer.allocate(8).putLong(0, 99), 0);
      slots.rewriteWritten(2);
      slots.move(2, 0);
      assertThat(slots.isTaken(2)).isFalse();
      assertThat(slots.hasRewrite(2)).isTrue();
      assertThat(slots.hasRewrite(0)).isFalse();
      assertThat(slots.find(7)).isZero();
      assertThat(List.of(slots.location(0), slots.frame(0), slots.classLabel(0), slots.source(0)))
          .containsExactly(70, 3, 65_535, 255);
      assertThat(slots.seconds(0)).isEqualTo(9);
      assertThat(slots.mayBelongTo(0, SlotTable.fingerprints(new long[] {6, 8}))).isTrue();
      slots.wipeFree();
      ByteBuffer read = ByteBuffer.allocate(8);
      slots.readColumns(2, read, 0);
      assertThat(read.getLong(0)).isZero();
      slots.readColumns(0, read, 0);
      assertThat(read.getLong(0)).isEqualTo(99);
      assertThat(List.of(slots.key(0), slots.key(2))).containsExactly(7L, 0L);
    }
  }

  @Test
  void blocksKeepTheirOrderAndHandlesAreUsedAgain() {
    BlockTable blocks = new BlockTable(3);
    int first = blocks.open(3);
    int second = blocks.open(5);
    int third = blocks.open(8);
    blocks.bind(BlockTable.location(second, 2), 9);
    assertThat(List.of(blocks.free(), blocks.rows(second), blocks.live(second)))
        .containsExactly(0, 3, 1);
    assertThat(List.of(blocks.rankOf(4), blocks.rankOf(9))).containsExactly(1, 3);
    blocks.release(0, 3, block -> block == second);
    assertThat(List.of(blocks.inOrder(0), blocks.inOrder(1))).containsExactly(first, third);
    assertThat(blocks.sequence(second)).isEqualTo(-1);
    int again = blocks.open(21);
    assertThat(List.of(blocks.live(again), blocks.rows(again), blocks.inOrder(2)))
        .containsExactly(0, 0, again);
    assertThat(blocks.slot(BlockTable.location(again, 2))).isEqualTo(BlockTable.DEAD);
  }

  @Test
  void entriesAndChangesAreTheseBytes() {
    ByteBuffer entry = ByteBuffer.allocate(2 + EntryLayout.ENTRY_BYTES);
    EntryLayout.encodeAddress(entry, 2, 0xabcd, 0x01020304);
    EntryLayout.encodeRow(entry, 2, 0x1112131415161718L, 0xfffe, 0xfd);
    EntryLayout.encodeOrigin(entry, 2, 0x21L, -2, 0x31L);
    assertThat(HexFormat.of().formatHex(entry.array()))
        .isEqualTo(
            "0000abcd0102030411121314151617180000000000000021fffffffffffffffefffefd"
                + "0000000000000031");
    assertThat(EntryLayout.classLabel(entry, 2)).isEqualTo(0xfffe);
    assertThat(EntryLayout.source(entry, 2)).isEqualTo(0xfd);
    assertThat(EntryLayout.group(entry, 2)).isEqualTo(0xabcd);
    ByteBuffer change = ByteBuffer.allocate(ChangeLayout.BYTES);
    ChangeLayout.encode(change, 0x8001, 5, 9, true);
    assertThat(HexFormat.of().formatHex(change.array())).isEqualTo("8001000000050000000901");
    assertThat(ChangeLayout.group(change)).isEqualTo(0x8001);
  }
}
