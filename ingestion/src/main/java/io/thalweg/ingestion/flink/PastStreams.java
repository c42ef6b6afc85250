package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.flink.HistoryFill.Pasts;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the operators that fill in histories tell of the pasts of keys, where somebody follows them.
 * Used while a job is put together, by one thread.
 */
final class PastStreams {
  private final Pasts pasts;
  private final String prefix;
  private final List<DataStream<PastUpdate>> all = new ArrayList<>();

  /**
   * Of no operator yet.
   *
   * @param prefix of names and uids
   */
  PastStreams(Pasts pasts, String prefix) {
    this.pasts = pasts;
    this.prefix = prefix;
  }

  Pasts pasts() {
    return pasts;
  }

  /**
   * Adds what an operator tells, whose own stream is handed back.
   *
   * @param what the operator is called, without the prefix
   */
  <T> SingleOutputStreamOperator<T> add(SingleOutputStreamOperator<T> filled, String what) {
    if (pasts == Pasts.PUBLISHED) {
      all.add(
          filled
              .getSideOutput(PastUpdate.TAG)
              .transform(
                  prefix + ": newest of " + what,
                  ValueTypeInfo.PAST,
                  new PastCoalescing(PastCoalescing.MOST_BYTES))
              .setParallelism(filled.getParallelism())
              .uid(prefix + "-newest-" + what));
    }
    return filled;
  }

  /** All of them; null where nobody follows. */
  @Nullable DataStream<PastUpdate> all() {
    return all.stream().reduce((a, b) -> a.union(b)).orElse(null);
  }
}
