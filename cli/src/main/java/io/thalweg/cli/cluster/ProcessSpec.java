package io.thalweg.cli.cluster;

import java.util.List;

/**
 * A process of a cluster. Immutable.
 *
 * @param name unique in its cluster
 * @param arguments of the {@code thalweg} command
 * @param address where it listens, for people; empty where nobody needs to know
 */
record ProcessSpec(String name, int heapMegabytes, List<String> arguments, String address) {
  ProcessSpec {
    arguments = List.copyOf(arguments);
  }
}
