package io.thalweg.collective;

import java.util.UUID;

/**
 * Tells which ranks can meet in memory. The id is drawn when this class is loaded, so it is shared
 * by exactly those who share this class's statics: the same JVM and the same class loader. Threads:
 * immutable.
 */
public final class ProcessIdentity {

  private static final String CURRENT = ProcessHandle.current().pid() + "-" + UUID.randomUUID();

  private ProcessIdentity() {}

  public static String current() {
    return CURRENT;
  }
}
