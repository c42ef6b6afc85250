package io.thalweg.bench.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Bytes that this JVM's threads allocate on the heap while something runs: those of the caller and
 * of all threads that live when this is made. Reading it allocates nothing itself. Confined to one
 * thread.
 */
public final class AllocatedBytes {
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final long[] ids = threads.getAllThreadIds();

  /** Bytes so far; only differences mean something. A thread that has ended counts as 0. */
  public long total() {
    long total = 0;
    for (long id : ids) {
      total += Math.max(0, threads.getThreadAllocatedBytes(id));
    }
    return total;
  }
}
