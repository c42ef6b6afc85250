package io.thalweg.cli.command;

import io.thalweg.cli.demo.DemoWorkplace;
import io.thalweg.cli.demo.PaymentRequests;
import io.thalweg.cli.demo.PredictionClient;
import io.thalweg.cli.demo.PredictionStats;
import io.thalweg.cli.demo.StreamProducer;
import io.thalweg.cli.demo.StreamSpec;
import io.thalweg.cli.demo.TransactionStream;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.report.Report;
import io.thalweg.cli.report.Report.Count;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.ReleaseHistory;
import io.thalweg.cli.run.RunLoop;
import io.thalweg.cli.run.RunReport;
import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineConfig;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thalweg demo}: everything on a laptop. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = "See it all run on this machine: Kafka, Flink, two learners and a server.",
    description = {
      "%nA generator pays with cards and, a little later, says which payments were fraud. Two"
          + " learners train on that as it comes, what fraud looks like changes twice, and a"
          + " client asks the server about payments all the while. Nothing is needed besides"
          + " this command; nothing leaves the machine. Ctrl-C ends it.%n"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(2);
  private static final long SEED = 1;
  private static final double REQUESTS_PER_SECOND = 200;
  private static final int PARTITIONS = 4;
  private static final int CURVE_POINTS = 100;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Length of the stream (default: two minutes of it).")
  private @Nullable Long events;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "2000",
      description = "Events per second (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "End after so long, say 60s, though the stream goes on.")
  private @Nullable Duration limit;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Where the server listens (default: ${DEFAULT-VALUE}; 0: any free port).")
  private int httpPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Where its console is (default: ${DEFAULT-VALUE}; 0: any free port).")
  private int adminPort;

  @Option(
      names = "--headless",
      description = "No live line, only the server's address and the summary.")
  private boolean headless;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    ReportFile.requireWritable(report);
    if (!(rate > 0)) {
      throw new CommandException("--rate must be above 0; say --rate 2000");
    }
    if (events != null && events < 1) {
      throw new CommandException("--events must be above 0; say --events 100000");
    }
    Ports.requireFree(httpPort, "--http-port");
    Ports.requireFree(adminPort, "--admin-port");
    if (adminPort != 0 && adminPort == httpPort) {
      throw new CommandException(
          "--admin-port is %d, as --http-port is; say --admin-port 0".formatted(adminPort));
    }
    DemoWorkplace workplace =
        DemoWorkplace.prepare(Path.of(System.getProperty("thalweg.home", ".thalweg"), "demo"));
    try (StopRequest stop = StopRequest.listen();
        StatusLine line = headless ? silent() : StatusLine.onStandardOutput();
        EmbeddedKafka kafka = EmbeddedKafka.start(workplace.kafka())) {
      String token = workplace.adminToken();
      PipelineConfig pipeline = workplace.pipeline(kafka.bootstrapServers(), httpPort, adminPort);
      createTopics(pipeline);
      try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty())) {
        return play(run, token, line, stop);
      }
    }
  }

  private static StatusLine silent() {
    return new StatusLine(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        OptionalInt.empty(),
        System::nanoTime);
  }

  private static void createTopics(PipelineConfig pipeline) throws Exception {
    String servers = pipeline.bootstrapServers();
    TopicAdmin.ensure(servers, pipeline.kafka(), pipeline.source().topic(), PARTITIONS);
    TopicAdmin.ensure(servers, pipeline.kafka(), labelTopic(pipeline), PARTITIONS);
  }

  private static String labelTopic(PipelineConfig pipeline) {
    return ((LabelSpec.FromTopic) pipeline.labels()).topic();
  }

  private int play(PipelineRun run, String token, StatusLine line, StopRequest stop)
      throws Exception {
    PipelineConfig pipeline = run.pipeline();
    URI server = URI.create("http://127.0.0.1:" + run.port().orElseThrow());
    long length = events != null ? events : (long) (rate * DEFAULT_LENGTH.toSeconds());
    String console = "console " + run.console().orElseThrow().resolve("/") + "#token=" + token;
    if (headless) {
      System.out.println("serving on " + server);
      System.out.println(console);
    }
    line.print("serving on " + server + "; ask what it knows:");
    line.print("  curl " + server + "/v2/models/" + pipeline.name());
    line.print(console);
    RunLoop loop = new RunLoop(run, line, stop, Math.max(1, length / CURVE_POINTS));
    PredictionStats predictions;
    try (StreamProducer producer =
            StreamProducer.start(
                new TransactionStream(
                    StreamSpec.of(SEED, length, rate, System.currentTimeMillis())),
                pipeline.bootstrapServers(),
                pipeline.source().topic(),
                labelTopic(pipeline));
        PredictionClient client =
            PredictionClient.start(
                server, pipeline.name(), new PaymentRequests(SEED + 1), REQUESTS_PER_SECOND)) {
      loop.watch(() -> producer.hasEnded() && hasRead(loop.figures(), producer), limit());
      producer.stop();
      loop.watch(() -> hasRead(loop.figures(), producer), Optional.empty());
      loop.drain();
      predictions = client.stats();
    }
    return finish(run, loop, line, predictions);
  }

  private Optional<Duration> limit() {
    return Optional.ofNullable(limit);
  }

  private static boolean hasRead(JobFigures f, StreamProducer producer) {
    return f.eventsIn() >= producer.acknowledged().events()
        && f.labelsIn() >= producer.acknowledged().labels();
  }

  private int finish(PipelineRun run, RunLoop loop, StatusLine line, PredictionStats predictions)
      throws Exception {
    JobFigures f = loop.figures();
    line.close();
    System.out.println(RunSummary.of(run.pipeline(), f));
    System.out.print(RunSummary.drifts(loop.drifts()));
    System.out.printf(
        "%d versions released, %d rounds committed; %d predictions served, %d failed%n",
        f.versionsReleased(), f.roundsCommitted(), predictions.served(), predictions.failed());
    run.serving()
        .ifPresent(
            s ->
                s.freshnessP50Millis()
                    .ifPresent(
                        p50 ->
                            System.out.printf(
                                "fresh within %s (median) and %s (99 %%) of a label's arrival%n",
                                Figures.duration(Duration.ofMillis(p50)),
                                Figures.duration(
                                    Duration.ofMillis(s.freshnessP99Millis().orElse(p50))))));
    predictions
        .firstFailure()
        .ifPresent(failure -> System.out.println("first failed prediction: " + failure));
    if (report != null) {
      Report r =
          RunReport.of(run.pipeline(), f, loop, run.serving())
              .count(Count.SERVED_REQUESTS, predictions.served())
              .count(Count.SERVED_FAILED, predictions.failed());
      if (predictions.p50Micros().isPresent() && predictions.p99Micros().isPresent()) {
        r.servingMillis(
            predictions.p50Micros().getAsLong() / 1e3, predictions.p99Micros().getAsLong() / 1e3);
      }
      ReleaseHistory.last(run.pipeline())
          .ifPresent(m -> r.modelSha256(RunSummary.weightsSha256(m)));
      r.write(report);
    }
    if (f.settled() != f.eventsIn()) {
      throw new IllegalStateException(
          "of %d events %d are accounted for".formatted(f.eventsIn(), f.settled()));
    }
    return 0;
  }
}
