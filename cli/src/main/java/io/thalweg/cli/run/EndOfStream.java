package io.thalweg.cli.run;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.Start;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether a run has read its files and what was on its source topics when it was started, and the
 * learners have caught up. Compares records read since the very first start with the topics'
 * lengths. A length counts records that are gone and the markers of transactions too, so a run that
 * has nothing left to read and sees nothing happen for ten seconds has read it all as well. A round
 * that learners are in is waited for: after the end there would be no answer. Confined to one
 * thread.
 */
public final class EndOfStream implements BooleanSupplier {
  private static final long QUIET_NANOS = 1_000_000_000L;
  private static final long LONG_QUIET_NANOS = 10_000_000_000L;

  private final Supplier<JobFigures> figures;
  private final long events;
  private final long labels;
  private final boolean hasFiles;
  private final LongSupplier nanoTime;
  private long movedThen = -1;
  private long movedAt;

  EndOfStream(
      Supplier<JobFigures> figures,
      long events,
      long labels,
      boolean hasFiles,
      LongSupplier nanoTime) {
    this.figures = figures;
    this.events = events;
    this.labels = labels;
    this.hasFiles = hasFiles;
    this.nanoTime = nanoTime;
  }

  /** The end as it is now. */
  public static EndOfStream of(PipelineRun run) throws TopicException {
    return of(run.pipeline(), run::figures);
  }

  static EndOfStream of(PipelineConfig p, Supplier<JobFigures> figures) throws TopicException {
    Reading reading = p.reading();
    long events = records(p, p.source().topic(), reading.events());
    long labels =
        p.labels() instanceof LabelSpec.FromTopic t ? records(p, t.topic(), reading.labels()) : 0;
    return new EndOfStream(figures, events, labels, reading.backfill() != null, System::nanoTime);
  }

  /** Of those that the job reads. What came before it began at the end isn't known any more. */
  private static long records(PipelineConfig p, String topic, Start start) throws TopicException {
    if (start instanceof Start.At at) {
      return TopicAdmin.recordsFrom(at.time(), p.bootstrapServers(), p.kafka(), topic);
    }
    return start instanceof Start.Latest
        ? Long.MAX_VALUE
        : TopicAdmin.records(p.bootstrapServers(), p.kafka(), topic);
  }

  @Override
  public boolean getAsBoolean() {
    JobFigures f = figures.get();
    long now = nanoTime.getAsLong();
    long readers = f.files().readers().orElse(0);
    long moved = f.settled() + f.eventsIn() + f.labelsIn() - readers;
    if (moved != movedThen || f.roundsOwed() > 0) {
      movedThen = moved;
      movedAt = now;
    }
    long quiet = now - movedAt;
    // Read, and then quiet: examples on their way to a learner are in nobody's count.
    long ofTopic = f.eventsIn() - f.files().eventsIn();
    boolean allRead = filesAreRead(f, ofTopic) && ofTopic >= events && f.labelsIn() >= labels;
    return (allRead && quiet > QUIET_NANOS)
        || (f.eventsIn() > 0
            && f.pending() == 0
            && !f.files().areRead()
            && quiet > LONG_QUIET_NANOS);
  }

  /** The topic comes after them, and a job that goes on in the topic has nobody who reads files. */
  private boolean filesAreRead(JobFigures f, long ofTopic) {
    boolean isKnown = f.files().readers().isPresent() && !f.files().areRead();
    return !hasFiles || isKnown || ofTopic > 0;
  }
}
