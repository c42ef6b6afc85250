package io.thalweg.bench.process;

import java.io.IOException;
import java.io.InputStream;

/** Ends this process when the one that started it is gone, also by {@code kill -9}. Stateless. */
public final class ParentWatch {
  private static final int ORPHANED = 1;

  private ParentWatch() {}

  /**
   * Watches from a thread of its own. The parent writes nothing into the pipe that is this
   * process's standard input, so that whatever ends the reading is the parent's end.
   */
  public static void start() {
    Thread watch = new Thread(() -> exitAtEnd(System.in), "thalweg-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void exitAtEnd(InputStream in) {
    try {
      while (in.read() >= 0) {
        // Not for us.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(ORPHANED);
  }
}
