package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelWaits;
import io.thalweg.ingestion.flink.HistoryFill.Pasts;
import io.thalweg.ingestion.flink.HistoryFill.Tails;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.RowTail;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * Requests of erasure in a job, and the operators that heed them; names and uids are the caller's.
 * Used while a job is put together, by one thread.
 */
final class ErasureStream {
  /** How long requests are gathered. */
  static final Duration GATHERED_FOR = Duration.ofSeconds(5);

  private final SingleOutputStreamOperator<Arrival> gathered;
  private final BroadcastStream<Arrival> broadcast;
  private final String prefix;

  /**
   * Of the requests that a source has.
   *
   * @param prefix of names and uids
   */
  ErasureStream(SingleOutputStreamOperator<Arrival> requests, String prefix) {
    this.prefix = prefix;
    this.gathered =
        requests
            .keyBy(request -> 0, Types.INT)
            .process(new ErasureGathering(GATHERED_FOR), ValueTypeInfo.ARRIVAL)
            .setParallelism(1)
            .name(prefix + ": gather erasures")
            .uid(prefix + "-gather-erasures");
    this.broadcast = gathered.broadcast(Erased.STATE);
  }

  /** Requests have no part in event time: operators heed that of their other input alone. */
  static WatermarkStrategy<Arrival> watermarks() {
    return WatermarkStrategy.forGenerator(context -> new AlwaysIdle());
  }

  DataStream<Arrival> gathered() {
    return gathered;
  }

  /** Events, without those that fall under a request. */
  SingleOutputStreamOperator<Example> gated(DataStream<Example> events) {
    return events
        .connect(broadcast)
        .process(new ErasureGate(), ValueTypeInfo.EXAMPLE)
        .setParallelism(events.getParallelism());
  }

  SingleOutputStreamOperator<Example> joined(
      DataStream<Example> events,
      DataStream<Label> labels,
      LabelWaits waits,
      @Nullable RowTail tail) {
    return arrivals(events, "events")
        .union(arrivals(labels, "labels"))
        .keyBy(MergedLabelJoin::id, Types.STRING)
        .connect(broadcast)
        .process(new ErasableLabelJoin(waits, tail), ValueTypeInfo.EXAMPLE);
  }

  private <T extends Arrival> DataStream<Arrival> arrivals(DataStream<T> stream, String what) {
    return stream
        .map(arrival -> (Arrival) arrival, ValueTypeInfo.ARRIVAL)
        .setParallelism(stream.getParallelism())
        .name(prefix + ": " + what + " to join")
        .uid(prefix + "-" + what + "-to-join");
  }

  SingleOutputStreamOperator<Example> filled(
      DataStream<Example> events, HistoryPlan plan, RowTail tail, Tails tails, Pasts pasts) {
    return events
        .keyBy(event -> HistoryFill.key(event, tail), Types.STRING)
        .connect(broadcast)
        .process(new ErasableHistoryFill(plan, tail, tails, pasts), ValueTypeInfo.EXAMPLE);
  }

  /** Says nothing of time, and holds nobody up. */
  static final class AlwaysIdle implements WatermarkGenerator<Arrival> {
    @Override
    public void onEvent(Arrival request, long timeMillis, WatermarkOutput output) {}

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }
}
