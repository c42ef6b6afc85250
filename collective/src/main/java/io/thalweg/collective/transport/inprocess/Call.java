package io.thalweg.collective.transport.inprocess;

import io.thalweg.collective.Accumulation;
import java.util.List;

/** What one rank calls; ranks whose calls are not equal don't belong together. Immutable. */
sealed interface Call {
  long round();

  record AllReduce(long round, int length, Accumulation accumulation) implements Call {}

  record ReduceScatter(long round, int length, Accumulation accumulation) implements Call {}

  record AllGather(long round, List<Integer> partBytes) implements Call {}

  record Broadcast(long round, int bytes, int root) implements Call {}
}
