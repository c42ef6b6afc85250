package io.thalweg.learner.flink;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a task has opened, closed in reverse order; the first failure is kept, the others are added
 * to it. Confined to one thread.
 */
final class Resources {
  interface Closer<T> {
    void close(T resource) throws Exception;
  }

  private interface Close {
    void run() throws Exception;
  }

  private final Deque<Close> opened = new ArrayDeque<>();

  <T> T own(T resource, Closer<? super T> closer) {
    opened.push(() -> closer.close(resource));
    return resource;
  }

  void closeAll() throws Exception {
    @Nullable Exception first = null;
    for (Close close = opened.poll(); close != null; close = opened.poll()) {
      try {
        close.run();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else if (e != first) { // an exception refuses itself
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
