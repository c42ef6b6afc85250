package io.thalweg.serving;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What was opened one upon the other, and how it is closed. Up to one thread at a time. */
final class Parts implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Of what was just opened.
   *
   * @param close closes it
   */
  void opened(Runnable close) {
    closers.push(close);
  }

  /** Closes all of them, the last first; what the first says that can't be closed is thrown. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!closers.isEmpty()) {
      first = close(closers.pop(), first);
    }
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable RuntimeException close(
      Runnable closer, @Nullable RuntimeException first) {
    try {
      closer.run();
    } catch (RuntimeException e) {
      if (first == null) {
        return e;
      }
      first.addSuppressed(e);
    }
    return first;
  }
}
