package io.thalweg.collective.transport.hierarchical;

import java.nio.ByteBuffer;

/**
 * Where the parts of an all-gather lie: for the caller in rank order, on their way process by
 * process, so that what a process contributes is one piece. Immutable.
 */
final class GatheredParts {

  private final Topology topology;
  private final int[] partBytes;
  private final int[] callersStart;
  private final int[] packedStart;

  GatheredParts(Topology topology, int[] partBytes) {
    this.topology = topology;
    this.partBytes = partBytes.clone();
    callersStart = new int[partBytes.length];
    packedStart = new int[partBytes.length];
    int start = 0;
    for (int rank = 0; rank < partBytes.length; rank++) {
      callersStart[rank] = start;
      start += partBytes[rank];
    }
    start = 0;
    for (int rank : topology.order()) {
      packedStart[rank] = start;
      start += partBytes[rank];
    }
  }

  /** The lengths of a process's parts. */
  int[] ofRanks(int process) {
    return topology.ranks().get(process).stream().mapToInt(rank -> partBytes[rank]).toArray();
  }

  int[] ofProcesses() {
    int[] bytes = new int[topology.processes()];
    for (int process = 0; process < bytes.length; process++) {
      for (int part : ofRanks(process)) {
        bytes[process] += part;
      }
    }
    return bytes;
  }

  /** The piece of the packed bytes that a process contributes. */
  ByteBuffer region(int process, ByteBuffer packed) {
    int start = packedStart[topology.ranks().get(process).get(0)];
    return packed.slice(start, ofProcesses()[process]).order(packed.order());
  }

  void pack(int rank, ByteBuffer callers, ByteBuffer packed) {
    packed.put(
        packedStart[rank], callers, callers.position() + callersStart[rank], partBytes[rank]);
  }

  void unpack(ByteBuffer packed, ByteBuffer callers) {
    for (int rank : topology.order()) {
      callers.put(
          callers.position() + callersStart[rank], packed, packedStart[rank], partBytes[rank]);
    }
  }
}
