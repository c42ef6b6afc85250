package io.thalweg.ingestion.flink;

import org.apache.flink.streaming.api.TimerService;

/** Event-time timers of keys. Stateless. */
final class Timers {
  /**
   * Fires with the first watermark to come that has reached the time, and is higher than the one
   * now: a restore brings that one a second time, and must not fire what would else still wait.
   */
  static void atNextWatermark(TimerService timers, long timeMillis) {
    timers.registerEventTimeTimer(Math.max(timeMillis, timers.currentWatermark() + 1));
  }

  private Timers() {}
}
