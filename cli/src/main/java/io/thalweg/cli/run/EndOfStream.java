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
 * caught up. Compares records read since the very first start with the topics' lengths, so topics
 * from which records have been deleted never end. Confined to one thread.
 */
public final class EndOfStream implements BooleanSupplier {
  private static final long QUIET_NANOS = 1_000_000_000L;

  private final Supplier<JobFigures> figures;
  private final long events;
  private final long labels;
  private final LongSupplier nanoTime;
  private long settledThen = -1;
  private long settledAt;

  EndOfStream(Supplier<JobFigures> figures, long events, long labels, LongSupplier nanoTime) {
    this.figures = figures;
    this.events = events;
    this.labels = labels;
    this.nanoTime = nanoTime;
  }

  /** The end as it is now. */
  public static EndOfStream of(PipelineRun run) throws TopicException {
    PipelineConfig p = run.pipeline();
    long events = TopicAdmin.records(p.bootstrapServers(), p.kafka(), p.source().topic());
    long labels =
        p.labels() instanceof LabelSpec.FromTopic t
            ? TopicAdmin.records(p.bootstrapServers(), p.kafka(), t.topic())
            : 0;
    return new EndOfStream(run::figures, events, labels, System::nanoTime);
  }

  @Override
  public boolean getAsBoolean() {
    JobFigures f = figures.get();
    long now = nanoTime.getAsLong();
    if (f.settled() != settledThen) {
      settledThen = f.settled();
      settledAt = now;
    }
    // Read, and then quiet: examples on their way to a learner are in nobody's count.
    return f.eventsIn() >= events && f.labelsIn() >= labels && now - settledAt > QUIET_NANOS;
  }
}
