package io.thalweg.cli.run;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether a run has read what was on its source topics when it was started, and the learners have
 * caught up. Compares records read since the very first start with the topics' lengths. A length
 * counts records that are gone and the markers of transactions too, so a run that has nothing left
 * to read and sees nothing happen for ten seconds has read it all as well. A round that learners
 * are in is waited for: after the end there would be no answer. Confined to one thread.
 */
public final class EndOfStream implements BooleanSupplier {
  private static final long QUIET_NANOS = 1_000_000_000L;
  private static final long LONG_QUIET_NANOS = 10_000_000_000L;

  private final Supplier<JobFigures> figures;
  private final long events;
  private final long labels;
  private final LongSupplier nanoTime;
  private long movedThen = -1;
  private long movedAt;

  EndOfStream(Supplier<JobFigures> figures, long events, long labels, LongSupplier nanoTime) {
    this.figures = figures;
    this.events = events;
    this.labels = labels;
    this.nanoTime = nanoTime;
  }

  /** The end as it is now. */
  public static EndOfStream of(PipelineRun run) throws TopicException {
    return of(run.pipeline(), run::figures);
  }

  static EndOfStream of(PipelineConfig p, Supplier<JobFigures> figures) throws TopicException {
    long events = TopicAdmin.records(p.bootstrapServers(), p.kafka(), p.source().topic());
    long labels =
        p.labels() instanceof LabelSpec.FromTopic t
            ? TopicAdmin.records(p.bootstrapServers(), p.kafka(), t.topic())
            : 0;
    return new EndOfStream(figures, events, labels, System::nanoTime);
  }

  @Override
  public boolean getAsBoolean() {
    JobFigures f = figures.get();
    long now = nanoTime.getAsLong();
    long moved = f.settled() + f.eventsIn() + f.labelsIn();
    if (moved != movedThen || f.roundsOwed() > 0) {
      movedThen = moved;
      movedAt = now;
    }
    long quiet = now - movedAt;
    // Read, and then quiet: examples on their way to a learner are in nobody's count.
    boolean allRead = f.eventsIn() >= events && f.labelsIn() >= labels;
    return (allRead && quiet > QUIET_NANOS)
        || (f.eventsIn() > 0 && f.pending() == 0 && quiet > LONG_QUIET_NANOS);
  }
}
