package io.thalweg.cli.join;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.LocalJob;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.ingestion.flink.IngestionMetrics;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.flink.MetricNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Time for an event from Kafka through the job's own sources, decoding and, where its label is on a
 * topic of its own, the join, in a Flink of this process: with the learners behind it, and with
 * nobody. Each beside the same with the labels in the events, by turns. Stateless.
 */
public final class JoinBench {
  public static final String NAME = "join";
  public static final List<String> JVM_OPTIONS =
      List.of("-Xms2g", "-Xmx2g", "-XX:MaxDirectMemorySize=1g", "-Dai.djl.offline=true");
  public static final Duration LIMIT = Duration.ofMinutes(20);

  private static final long EVENTS = 300_000;
  private static final int ROUNDS = 3;
  private static final int TASKS = 2;
  private static final long POLL_MILLIS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String INLINE = "label: {field: label}";
  private static final String JOINED =
      "label: {topic: labels, schema: label.avsc, id: id, field: label, time: at, window: 60s}";

  /** What is run behind the join. */
  private enum Behind {
    /** What comes out of it is thrown away. */
    NOBODY,
    LEARNERS
  }

  private JoinBench() {}

  public static List<Row> run(Context context) throws Exception {
    return run(context, ROUNDS);
  }

  static List<Row> run(Context context, int rounds) throws Exception {
    long events = context.rows().orElse(EVENTS);
    Files.createDirectories(context.directory());
    try (Scratch scratch = Scratch.open(context.directory());
        EmbeddedKafka kafka = EmbeddedKafka.start(scratch.directory().resolve("kafka"))) {
      JoinTopics.fill(kafka.bootstrapServers(), events);
      context.progress().say("%d events and their labels are on Kafka".formatted(events));
      Side side = new Side(scratch.directory(), kafka.bootstrapServers(), events);
      List<Row> rows = new ArrayList<>();
      for (Behind behind : Behind.values()) {
        rows.add(row(side, behind, rounds, context.progress()));
      }
      return rows;
    }
  }

  /** The best of each side: what else the machine does only takes time. */
  private static Row row(Side side, Behind behind, int rounds, Context.Progress progress)
      throws Exception {
    side.micros(INLINE, behind);
    side.micros(JOINED, behind);
    double joined = Double.POSITIVE_INFINITY;
    double inline = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rounds; i++) {
      double first = side.micros(i % 2 == 0 ? INLINE : JOINED, behind);
      double second = side.micros(i % 2 == 0 ? JOINED : INLINE, behind);
      inline = Math.min(inline, i % 2 == 0 ? first : second);
      joined = Math.min(joined, i % 2 == 0 ? second : first);
      progress.say(
          "%s: %.2f us an event joined, %.2f inline, the best of %d"
              .formatted(behind, joined, inline, i + 1));
    }
    return Row.measured(
        behind == Behind.NOBODY ? "join" : "join-and-learn",
        joined,
        "us/event",
        new Reference("labels in the events", inline),
        Goal.atMost(1.3, "<= 1.3 of labels in the events"));
  }

  /**
   * One run after the other over the same topics. Immutable.
   *
   * @param events that there are, each with a label
   */
  private record Side(Path directory, String servers, long events) {
    /** For each event, from the last look before any had come through to the last one. */
    double micros(String label, Behind behind) throws Exception {
      Path home = Files.createTempDirectory(directory, "run-");
      PipelineConfig pipeline = pipeline(home, label);
      try (LocalJob job = start(pipeline, behind)) {
        return micros(job, through(label, behind));
      }
    }

    private static LocalJob start(PipelineConfig pipeline, Behind behind) throws Exception {
      if (behind == Behind.NOBODY) {
        return LocalJob.readingAlone(pipeline);
      }
      PipelineRun.createOutputs(pipeline);
      return LocalJob.start(pipeline, Optional.empty());
    }

    /** What has come through is counted by this. */
    private static String through(String label, Behind behind) {
      if (behind == Behind.LEARNERS) {
        return MetricNames.EXAMPLES_TRAINED;
      }
      return label.equals(INLINE) ? IngestionMetrics.EVENTS_IN : IngestionMetrics.JOINED;
    }

    private double micros(LocalJob job, String metric) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      long since = System.nanoTime();
      while (true) {
        long through = job.metrics().sum(metric);
        long now = System.nanoTime();
        if (through >= events) {
          return (now - since) / 1e3 / events;
        }
        if (through == 0) {
          since = now;
        }
        if (now > deadline) {
          throw new BenchException(
              "%d of %d events came through within %s; say fewer --rows"
                  .formatted(through, events, PATIENCE));
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }

    private PipelineConfig pipeline(Path home, String label) throws IOException {
      Files.writeString(home.resolve("event.avsc"), JoinTopics.EVENT_SCHEMA);
      Files.writeString(home.resolve("label.avsc"), JoinTopics.LABEL_SCHEMA);
      return PipelineFile.read(
          Files.writeString(
              home.resolve("pipeline.yaml"),
              """
              name: join
              learners: %d
              kafka: {bootstrap.servers: "%s"}
              state: state
              source: {topic: events, schema: event.avsc, id: id, time: at}
              %s
              features:
                - {name: x, type: vector, size: %d, scaling: none}
              model: {type: logistic, head: binary, seed: 1}
              training: {batch: 256, replay-per-fresh: 0, engine: own, optimizer: {type: sgd}}
              release: {every: 2s}
              """
                  .formatted(TASKS, servers, label, JoinTopics.NUMBERS)));
    }
  }
}
