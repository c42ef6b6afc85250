package io.thalweg.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time and allocated bytes of this JVM's threads, by what they are there for, from the
 * moment this is made. A thread that ends before it is asked for counts only in what the whole
 * process has used. Confined to one thread.
 */
final class ThreadShares {
  /** What a thread is there for, by its name. */
  enum Stage {
    /** Kafka's broker, which a bench runs in its own process. */
    BROKER(
        "(data-plane-kafka|kafka-1-|broker-1-|controller-1-|quorum-|group-coordinator|transaction-"
            + "|TxnMarker|ExpirationReaper|ExpirationService).*"),
    /** Takes records from Kafka and decodes them. */
    FETCH("Source Data Fetcher.*"),
    /** Hands rows to learners. */
    SOURCE("Source: .*"),
    LEARN("(?!.* for ).*: learn -> .*"),
    /** Checkpoints, rounds, and all that Flink does beside the stream. */
    BESIDE(".*"),
    /** Compiling, collecting, and threads that have ended. */
    JVM("");

    private final String names;

    Stage(String names) {
      this.names = names;
    }

    static Stage of(String thread) {
      return Arrays.stream(values()).filter(s -> thread.matches(s.names)).findFirst().orElse(JVM);
    }
  }

  /** What a stage has used. */
  record Use(long cpuNanos, long bytes) {
    static final Use NOTHING = new Use(0, 0);

    Use plus(Use other) {
      return new Use(cpuNanos + other.cpuNanos, bytes + other.bytes);
    }

    Use minus(Use other) {
      return new Use(cpuNanos - other.cpuNanos, bytes - other.bytes);
    }
  }

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Map<Long, Use> before = new HashMap<>();
  private final long processBefore = process.getProcessCpuTime();

  ThreadShares() {
    for (long id : threads.getAllThreadIds()) {
      before.put(id, use(id));
    }
  }

  private Use use(long id) {
    return new Use(
        Math.max(0, threads.getThreadCpuTime(id)),
        Math.max(0, threads.getThreadAllocatedBytes(id)));
  }

  /** Since this was made, but for the asking thread; every stage is in it. */
  Map<Stage, Use> soFar() {
    Use whole = new Use(process.getProcessCpuTime() - processBefore, 0);
    Map<Stage, Use> stages = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      stages.put(stage, Use.NOTHING);
    }
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo thread = threads.getThreadInfo(id);
      if (thread == null) {
        continue; // it has just ended
      }
      Use used = use(id).minus(before.getOrDefault(id, Use.NOTHING));
      whole = whole.minus(new Use(used.cpuNanos, 0));
      if (id != Thread.currentThread().getId()) {
        stages.merge(Stage.of(thread.getThreadName()), used, Use::plus);
      }
    }
    stages.put(Stage.JVM, new Use(Math.max(0, whole.cpuNanos), 0));
    return stages;
  }
}
