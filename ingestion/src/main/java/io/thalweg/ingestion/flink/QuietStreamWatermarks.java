package io.thalweg.ingestion.flink;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Watermark of one partition: the newest event time less a bound. Once no record came for a while,
 * it moves on with the wall clock, from where the stream stood and not from the present, so that
 * labels expire in a quiet stream and a pause in a replay of old data does not expire all of it. A
 * partition without any record is idle. Dead letters count as activity but carry no time.
 *
 * <p>Files of the past go by their own times alone, however long they take, and rows that they
 * leave to the topic carry none. Behind their end they hold the time that they have come to until
 * the topic's partitions have one, and then are idle: were all of a job's readers idle in between,
 * a join would go by its other side alone, which may be far ahead. Confined to the reader's thread.
 */
final class QuietStreamWatermarks implements WatermarkGenerator<Arrival> {
  private static final long NONE = Long.MIN_VALUE;

  /** Some intervals in which Flink asks for watermarks (200 ms by default). */
  private static final long MAX_STEP_MILLIS = 1000;

  /** Within it the readers of files give way to those of the topic, and these have a record. */
  private static final long TAKEOVER_MILLIS = 10_000;

  private final long boundMillis;
  private final long idleAfterMillis;
  private final MillisClock clock;
  private final Seam seam;
  private long newest = NONE;
  private boolean isOfFiles;
  private boolean hasEnded;
  private long quiet;
  private long lastLookAt;
  private long emitted = NONE;

  QuietStreamWatermarks(Duration bound, Duration idleAfter, MillisClock clock, Seam seam) {
    this.seam = seam;
    this.boundMillis = bound.toMillis();
    this.idleAfterMillis = idleAfter.toMillis();
    this.clock = clock;
    this.lastLookAt = clock.millis();
  }

  @Override
  public void onEvent(Arrival arrival, long timestamp, WatermarkOutput output) {
    quiet = 0;
    lastLookAt = clock.millis();
    if (arrival instanceof FilesEnd) {
      hasEnded = true;
    } else if (arrival instanceof DeadLetter letter) {
      isOfFiles |= letter.isOfFile();
    } else if (arrival instanceof Example event && event.eventPosition().isInFile()) {
      isOfFiles = true;
      if (!seam.leaves(event)) {
        newest = Math.max(newest, timestamp);
      }
    } else {
      // What a topic leaves to the files is older than the seam, and says that its time is there.
      newest = Math.max(newest, timestamp);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    // A long gap between two looks is a stall of this process, not quiet of the stream.
    long now = clock.millis();
    quiet += Math.min(MAX_STEP_MILLIS, now - lastLookAt);
    lastLookAt = now;
    if (hasEnded && quiet >= idleAfterMillis + TAKEOVER_MILLIS) {
      output.markIdle();
      return;
    }
    boolean isQuiet = !isOfFiles && !hasEnded && quiet >= idleAfterMillis;
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
