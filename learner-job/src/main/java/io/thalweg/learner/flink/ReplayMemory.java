package io.thalweg.learner.flink;

import io.thalweg.replay.TierSizes;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** The replay store's memory as a part of what Flink has set aside for tasks off the heap. */
final class ReplayMemory {

  /**
   * Refuses a store that would take a TaskManager over its bounds: beyond them the hot tier finds
   * no direct memory, and the container is killed for the warm tier's. A TaskManager that runs
   * inside another process has no such bound.
   */
  static void requireFits(TierSizes tiers, Configuration taskManager) {
    MemorySize offHeap = taskManager.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY);
    int slots = taskManager.get(TaskManagerOptions.NUM_TASK_SLOTS);
    long needed = Math.addExact(tiers.hotBytes(), tiers.warmMemoryBytes());
    if (needed > offHeap.getBytes() / slots) {
      String key = TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key();
      throw new SuppressRestartsException(
          new IllegalArgumentException(
              "replay doesn't fit the TaskManager: hot-memory=%d, warm-memory=%d, slots=%d, %s=%d; set that to %d or more, or lower replay.hot-memory and replay.warm-memory"
                  .formatted(
                      tiers.hotBytes(),
                      tiers.warmMemoryBytes(),
                      slots,
                      key,
                      offHeap.getBytes(),
                      Math.multiplyExact(needed, slots))));
    }
  }

  private ReplayMemory() {}
}
