package io.thalweg.cli.cluster;

import java.io.IOException;
import java.util.List;

/**
 * Ties a process to the one that started it: its standard input is a pipe that nobody writes to,
 * and when that ends, its starter is gone, however that went. Stateless.
 */
public final class Leash {
  private static final String PROPERTY = "thalweg.leash";
  private static final int ORPHANED = 129; // 128 + SIGHUP: what it hung on has gone

  /** What a starter puts on the child's command line. */
  static List<String> options() {
    return List.of("-D" + PROPERTY + "=stdin");
  }

  /** Whether a supervisor has started this process. */
  public static boolean isHeld() {
    return System.getProperty(PROPERTY) != null;
  }

  /** From here on this process ends with its starter, if it has been told to. */
  public static void follow() {
    if (isHeld()) {
      Thread watch = new Thread(Leash::awaitEnd, "thalweg-leash");
      watch.setDaemon(true);
      watch.start();
    }
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said here.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  private Leash() {}
}
