package io.thalweg.collective.mode;

import io.thalweg.collective.CollectiveException;

/** How a round ended on this rank. Immutable. */
sealed interface RoundOutcome {

  long round();

  /** With the oldest contribution that was offered. */
  record Included(long round, Average average) implements RoundOutcome {}

  /** Without this rank, which wasn't ready. */
  record Carried(long round, Average average) implements RoundOutcome {}

  record Failed(long round, CollectiveException cause) implements RoundOutcome {}
}
