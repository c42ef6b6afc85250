package io.thalweg.cli.crash;

import io.thalweg.ingestion.flink.Example;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Keeps the ids of what has come as its state, can hold the stream up and fails where it is told
 * to. One at a time in this process, in one task.
 */
final class HeldEvents implements MapFunction<Example, String>, CheckpointedFunction {
  private static final Deque<Integer> FAILURES = new ArrayDeque<>();
  private static final AtomicInteger FAILED = new AtomicInteger();
  private static volatile List<String> ids = List.of();
  private static volatile int restoredWith;
  private static volatile int holdAt;
  private static volatile CountDownLatch held = new CountDownLatch(1);
  private static volatile CountDownLatch released = new CountDownLatch(1);

  private transient List<String> mine;
  private transient ListState<String> state;

  static void reset() {
    synchronized (FAILURES) {
      FAILURES.clear();
    }
    FAILED.set(0);
    ids = List.of();
    restoredWith = 0;
    holdAt = 0;
    held = new CountDownLatch(1);
    released = new CountDownLatch(1);
  }

  /** Fails once before it takes so many; calls add up, one failure after the other. */
  static void failAt(int count) {
    synchronized (FAILURES) {
      FAILURES.add(count);
    }
  }

  static void holdAt(int count) {
    holdAt = count;
  }

  static void awaitHeld() throws InterruptedException {
    held.await();
  }

  static void release() {
    released.countDown();
  }

  static int failures() {
    return FAILED.get();
  }

  /** How many it had after the last start. */
  static int restoredWith() {
    return restoredWith;
  }

  /** Of all that have come, as the state has them. */
  static List<String> ids() {
    List<String> now = ids;
    synchronized (now) {
      return List.copyOf(now);
    }
  }

  @Override
  public String map(Example example) throws Exception {
    int count = mine.size() + 1;
    synchronized (FAILURES) {
      Integer next = FAILURES.peek();
      if (next != null && next == count) {
        FAILURES.remove();
        FAILED.incrementAndGet();
        throw new IllegalStateException("fails once, on purpose, at " + count);
      }
    }
    if (count == holdAt) {
      held.countDown();
      released.await();
    }
    List<String> known = mine;
    synchronized (known) {
      known.add(example.id());
    }
    return example.id();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(mine);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("ids", Types.STRING));
    List<String> restored = new ArrayList<>();
    state.get().forEach(restored::add);
    mine = restored;
    restoredWith = restored.size();
    ids = restored;
  }
}
