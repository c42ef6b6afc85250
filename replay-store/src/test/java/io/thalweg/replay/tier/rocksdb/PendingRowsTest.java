package io.thalweg.replay.tier.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PendingRowsTest {

  @Test
  void holdsWhatAMapHolds() {
    SplittableRandom random = new SplittableRandom(3);
    PendingRows pending = new PendingRows(Long.BYTES);
    ByteBuffer out = ByteBuffer.allocate(3 * Long.BYTES);
    Map<Long, Long> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      if (pending.isFull()) {
        assertThat(pending.count()).isEqualTo(expected.size()).isEqualTo(PendingRows.MAX_ROWS);
        assertThat(drain(pending)).isEqualTo(expected);
        expected.clear();
      }
      int group = random.nextInt(40);
      int slot = random.nextInt(40) * 0x100000;
      long value = random.nextLong();
      pending.put(group, slot, ByteBuffer.allocate(Long.BYTES).putLong(0, value));
      expected.put((long) group << 32 | slot, value);

      int asked = random.nextInt(40);
      Long there = expected.get((long) asked << 32 | slot);
      assertThat(pending.copy(asked, slot, out, Long.BYTES)).isEqualTo(there != null);
      if (there != null) {
        assertThat(out.getLong(Long.BYTES)).isEqualTo(there);
      }
    }
  }

  @Test
  void largeRowsFillItSooner() {
    PendingRows pending = new PendingRows(16 << 20);
    pending.put(0, 0, ByteBuffer.allocate(16 << 20));
    assertThat(pending.isFull()).isTrue();
  }

  private static Map<Long, Long> drain(PendingRows pending) {
    Map<Long, Long> rows = new HashMap<>();
    for (int i = 0; i < pending.count(); i++) {
      ByteBuffer row = pending.row(i);
      assertThat(row.remaining()).isEqualTo(Long.BYTES);
      rows.put((long) pending.group(i) << 32 | pending.slot(i), row.getLong());
    }
    pending.clear();
    return rows;
  }
}
