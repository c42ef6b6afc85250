package io.thalweg.replay.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OffHeapTierTest {
  private static final int ROW_BYTES = 24;

  @Test
  void rowsComeBackFromEveryGroupAndChunk() {
    try (OffHeapTier tier = new OffHeapTier(5, 7, 11, ROW_BYTES, 1 << 20, 10 * ROW_BYTES + 3)) {
      for (int group = 5; group < 12; group++) {
        for (int slot = 0; slot < 11; slot++) {
          tier.write(group, slot, row(group, slot));
        }
      }
      ByteBuffer out = ByteBuffer.allocate(3 * ROW_BYTES);
      for (int group = 5; group < 12; group++) {
        for (int slot = 0; slot < 11; slot++) {
          tier.read(group, slot, out, ROW_BYTES);
          assertThat(out.slice(ROW_BYTES, ROW_BYTES)).isEqualTo(row(group, slot));
        }
      }
    }
  }

  @Test
  void neverTakesMoreThanItsBudgetNorMoreThanTheGroupsNeed() {
    for (long budget : new long[] {0, 1, 23, 24 * 6, 24 * 7, 10_000, 1 << 20}) {
      try (OffHeapTier tier = new OffHeapTier(0, 7, 100, ROW_BYTES, budget)) {
        assertThat(tier.memoryBytes()).isLessThanOrEqualTo(Math.min(budget, 7 * 100 * ROW_BYTES));
        assertThat(tier.slotsPerGroup()).isEqualTo((int) Math.min(100, budget / (7 * ROW_BYTES)));
        assertThat(tier.holds(tier.slotsPerGroup())).isFalse();
      }
    }
  }

  @Test
  void closeGivesTheMemoryBackAtOnce() {
    long before = directBytes();
    OffHeapTier tier = new OffHeapTier(0, 1, 1 << 20, ROW_BYTES, 64 << 20);
    assertThat(directBytes() - before).isGreaterThan(20 << 20);
    tier.close();
    tier.close();
    assertThat(directBytes()).isLessThanOrEqualTo(before);
  }

  @Test
  void aBudgetBeyondTheJvmsDirectMemoryIsOneLineAndLeavesNothingTaken() {
    long before = directBytes();
    assertThatThrownBy(() -> new OffHeapTier(0, 1, Integer.MAX_VALUE, 1 << 20, 1L << 44))
        .isInstanceOf(TierException.class)
        .hasMessageContaining("hotBytes=17592186044416")
        .hasMessageContaining("lower hotBytes")
        .hasMessageNotContaining("\n");
    assertThat(directBytes()).isLessThanOrEqualTo(before);
  }

  private static ByteBuffer row(int group, int slot) {
    byte[] text = "group %5d, slot %5d".formatted(group, slot).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.wrap(java.util.Arrays.copyOf(text, ROW_BYTES));
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
