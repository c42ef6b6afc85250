package io.thalweg.ingestion.flink;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gathers erasures for a while, by the clock, since each look through what is kept takes as long
 * for one subject as for many; at the end of the input at once. All under one key. Confined to the
 * task's thread.
 */
@SuppressWarnings("NullAway.Init") // keyed state exists from open on
final class ErasureGathering extends KeyedProcessFunction<Integer, Arrival, Arrival> {
  private final long forMillis;
  private transient MapState<Long, Long> gathered;

  ErasureGathering(Duration time) {
    this.forMillis = time.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    gathered = getRuntimeContext().getMapState(Erased.STATE);
  }

  @Override
  public void processElement(Arrival arrival, Context context, Collector<Arrival> out)
      throws Exception {
    if (gathered.isEmpty()) {
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer(now + forMillis);
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }
    for (var entry : ((Erasures) arrival).untilMillis().entrySet()) {
      Long before = gathered.get(entry.getKey());
      gathered.put(
          entry.getKey(), before == null ? entry.getValue() : Math.max(before, entry.getValue()));
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Arrival> out)
      throws Exception {
    Map<Long, Long> all = new HashMap<>();
    for (var entry : gathered.entries()) {
      all.put(entry.getKey(), entry.getValue());
    }
    gathered.clear();
    if (!all.isEmpty()) { // else the other timer came first
      out.collect(new Erasures(all));
    }
  }
}
