package io.thalweg.replay;

import io.thalweg.replay.tier.TierException;
import io.thalweg.replay.tier.WarmTier;
import io.thalweg.replay.tier.cold.SegmentFiles;
import io.thalweg.replay.tier.rocksdb.WarmOptions;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Storage one of whose calls of the disk fails. Thread-safe as what it wraps. */
final class FailingStorage implements Storage {
  private static final Set<String> WARM_CALLS =
      Set.of(
          "commit",
          "readBlock",
          "readRecord",
          "scanBlocks",
          "scanRecords",
          "scanRewrites",
          "writeState",
          "deleteState",
          "state",
          "dropFiles",
          "flushBlocks",
          "purgeRecords",
          "snapshotTo");
  private static final Set<String> GATHERED =
      Set.of(
          "putBlock",
          "putRecord",
          "putRewrite",
          "deleteRecord",
          "deleteRecordsBelow",
          "deleteRewrite");
  private static final Set<String> COLD_CALLS = Set.of("write", "read", "delete", "linkInto");

  private final int failing;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param failing number of the call that fails, from 1; 0 for none
   */
  FailingStorage(int failing) {
    this.failing = failing;
  }

  int calls() {
    return calls.get();
  }

  boolean hasFailed() {
    return failing > 0 && calls.get() >= failing;
  }

  private boolean fails() {
    return calls.incrementAndGet() == failing;
  }

  @Override
  public WarmTier openWarm(Path directory, WarmOptions options) {
    if (fails()) {
      throw new TierException("call %d fails: open".formatted(failing));
    }
    WarmTier warm = LOCAL.openWarm(directory, options);
    List<Callable<?>> gathered = new ArrayList<>();
    return proxy(
        WarmTier.class,
        (proxy, method, arguments) -> {
          if (GATHERED.contains(method.getName())) {
            Object[] copy = copyBuffers(arguments);
            gathered.add(() -> invoke(method, warm, copy));
            return null;
          }
          boolean commits = method.getName().equals("commit");
          List<Callable<?>> writes = commits ? List.copyOf(gathered) : List.of();
          if (commits) {
            gathered.clear();
          }
          if (WARM_CALLS.contains(method.getName()) && fails()) {
            throw new TierException("call %d fails: %s".formatted(failing, method.getName()));
          }
          for (Callable<?> write : writes) {
            write.call();
          }
          return invoke(method, warm, arguments);
        });
  }

  @Override
  public SegmentFiles openCold(Path directory) throws IOException {
    SegmentFiles files = LOCAL.openCold(directory);
    return proxy(
        SegmentFiles.class,
        (proxy, method, arguments) -> {
          if (COLD_CALLS.contains(method.getName()) && fails()) {
            throw new IOException("call %d fails: cold %s".formatted(failing, method.getName()));
          }
          return invoke(method, files, arguments);
        });
  }

  private static Object[] copyBuffers(Object[] arguments) {
    Object[] copy = arguments.clone();
    for (int i = 0; i < copy.length; i++) {
      if (copy[i] instanceof ByteBuffer buffer) {
        copy[i] = ByteBuffer.allocateDirect(buffer.remaining()).put(buffer.duplicate()).flip();
      }
    }
    return copy;
  }

  private static Object invoke(Method method, Object target, Object[] arguments) throws Exception {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
