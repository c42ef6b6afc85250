package io.thalweg.cli.bench;

import io.thalweg.bench.BenchException;
import io.thalweg.cli.run.LocalJob;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A job over topics that are filled, in a Flink of this process, from its start until so many
 * events have come through. The caller closes it.
 */
final class JobRun implements AutoCloseable {
  /** Of a bench that has broker, Flink and learners in its process. */
  static final List<String> JVM_OPTIONS =
      List.of("-Xms2g", "-Xmx2g", "-XX:MaxDirectMemorySize=1g", "-Dai.djl.offline=true");

  private static final long POLL_MILLIS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final LocalJob job;
  private final String through;

  private JobRun(LocalJob job, String through) {
    this.job = job;
    this.through = through;
  }

  /**
   * Reads, decodes and joins.
   *
   * @param through the metric that counts what has come through
   */
  static JobRun reading(PipelineConfig pipeline, String through) throws Exception {
    return new JobRun(LocalJob.readingAlone(pipeline), through);
  }

  /** Learns, too. */
  static JobRun learning(PipelineConfig pipeline, String through) throws Exception {
    PipelineRun.createOutputs(pipeline);
    return new JobRun(LocalJob.start(pipeline, Optional.empty()), through);
  }

  /** The pipeline in a directory of its own, with {@link JoinTopics}' schemas beside it. */
  static PipelineConfig pipeline(Path directory, String yaml) throws IOException {
    Path home = Files.createTempDirectory(directory, "run-");
    Files.writeString(home.resolve("event.avsc"), JoinTopics.EVENT_SCHEMA);
    Files.writeString(home.resolve("label.avsc"), JoinTopics.LABEL_SCHEMA);
    return PipelineFile.read(Files.writeString(home.resolve("pipeline.yaml"), yaml));
  }

  /** For each event, from the last look before any had come through to the last one. */
  double micros(long events) throws InterruptedException {
    Stretch whole = await(1, events);
    return whole.nanos() / 1e3 / events;
  }

  /**
   * From the last look before {@code from} events were through, or from now on if they are, to the
   * first with {@code to}.
   *
   * @throws BenchException when it takes more than minutes
   */
  Stretch await(long from, long to) throws InterruptedException {
    return await(() -> job.metrics().sum(through), from, to);
  }

  static Stretch await(LongSupplier counter, long from, long to) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long since = System.nanoTime();
    long before = counter.getAsLong();
    while (true) {
      long count = counter.getAsLong();
      long now = System.nanoTime();
      if (count >= to) {
        return new Stretch(count - before, now - since);
      }
      if (count < from) {
        since = now;
        before = count;
      }
      if (now > deadline) {
        throw new BenchException(
            "%d of %d events came through within %s; say fewer --rows"
                .formatted(count, to, PATIENCE));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** Events that came through in a time. */
  record Stretch(long events, long nanos) {}

  @Override
  public void close() {
    job.close();
  }
}
