package io.thalweg.collective.transport.hierarchical;

import io.thalweg.collective.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;

/** Endpoints of one JVM that say they are of two. */
public final class SaidProcesses {

  private static final AtomicInteger OPENED = new AtomicInteger();

  private SaidProcesses() {}

  /** The second of each three that are opened is alone in its process. */
  public static Endpoint open(Endpoint network) {
    return HierarchicalEndpoint.open(
        network, OPENED.getAndIncrement() % 3 == 1 ? "second" : "first");
  }
}
