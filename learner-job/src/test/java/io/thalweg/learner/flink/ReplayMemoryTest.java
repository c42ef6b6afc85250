package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.TierSizes;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

class ReplayMemoryTest {
  private static final TierSizes TIERS = TierSizes.of(3 << 20, 1 << 20);

  @Test
  void everySlotHasRoomForAStore() {
    assertThatCode(() -> ReplayMemory.requireFits(TIERS, taskManager(8 << 20, 2)))
        .doesNotThrowAnyException();
  }

  @Test
  void storeThatIsAByteTooLargeEndsTheJobInOneLine() {
    assertThatThrownBy(() -> ReplayMemory.requireFits(TIERS, taskManager((8 << 20) - 1, 2)))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessage(
            "replay doesn't fit the TaskManager: hot-memory=3145728, warm-memory=1048576, slots=2,"
                + " taskmanager.memory.task.off-heap.size=8388607; set that to 8388608 or more, or"
                + " lower replay.hot-memory and replay.warm-memory");
  }

  private static Configuration taskManager(long offHeap, int slots) {
    Configuration configuration = new Configuration();
    configuration.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, new MemorySize(offHeap));
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    return configuration;
  }
}
