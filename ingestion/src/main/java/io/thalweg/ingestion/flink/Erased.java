package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.DataSubjects;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeutils.base.LongSerializer;

/**
 * What an operator knows of erasures, as broadcast state: up to which event time nothing of a
 * subject is to be kept, for good. An event may come long after the request that it falls under:
 * out of a backlog, or out of the channels between operators. Stateless.
 */
final class Erased {
  static final MapStateDescriptor<Long, Long> STATE =
      new MapStateDescriptor<>("erased", LongSerializer.INSTANCE, LongSerializer.INSTANCE);

  static void add(Erasures erasures, BroadcastState<Long, Long> state) throws Exception {
    for (var entry : erasures.untilMillis().entrySet()) {
      Long before = state.get(entry.getKey());
      if (before == null || before < entry.getValue()) {
        state.put(entry.getKey(), entry.getValue());
      }
    }
  }

  static boolean covers(Example event, ReadOnlyBroadcastState<Long, Long> state) throws Exception {
    if (event.subject() == DataSubjects.NOBODY) {
      return false;
    }
    Long until = state.get(event.subject());
    return until != null && event.eventTimeMillis() <= until;
  }

  private Erased() {}
}
