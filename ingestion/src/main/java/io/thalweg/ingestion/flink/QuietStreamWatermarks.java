package io.thalweg.ingestion.flink;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Watermark of one partition: the newest event time less a bound. Once no record came for a while,
 * it moves on with the wall clock, from where the stream stood and not from the present, so that
 * labels expire in a quiet stream and a pause in a replay of old data does not expire all of it. A
 * partition without any record is idle. Dead letters count as activity but carry no time. Confined
 * to the reader's thread.
 */
final class QuietStreamWatermarks implements WatermarkGenerator<Arrival> {
  private static final long NONE = Long.MIN_VALUE;

  private final long boundMillis;
  private final long idleAfterMillis;
  private final MillisClock clock;
  private long newest = NONE;
  private long lastRecordAt;
  private long emitted = NONE;

  QuietStreamWatermarks(Duration bound, Duration idleAfter, MillisClock clock) {
    this.boundMillis = bound.toMillis();
    this.idleAfterMillis = idleAfter.toMillis();
    this.clock = clock;
    this.lastRecordAt = clock.millis();
  }

  @Override
  public void onEvent(Arrival arrival, long timestamp, WatermarkOutput output) {
    lastRecordAt = clock.millis();
    if (!(arrival instanceof DeadLetter)) {
      newest = Math.max(newest, timestamp);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    long quiet = clock.millis() - lastRecordAt;
    boolean isQuiet = quiet >= idleAfterMillis;
    if (newest == NONE) {
      if (isQuiet) {
        output.markIdle();
      }
      return;
    }
    emitted = Math.max(emitted, newest + (isQuiet ? quiet : 0) - boundMillis - 1);
    output.emitWatermark(new Watermark(emitted));
  }
}
