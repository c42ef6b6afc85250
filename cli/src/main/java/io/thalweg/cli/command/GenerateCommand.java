package io.thalweg.cli.command;

import io.thalweg.cli.generate.EventForm;
import io.thalweg.cli.generate.EventSink;
import io.thalweg.cli.generate.LinesSink;
import io.thalweg.cli.generate.StreamFiles;
import io.thalweg.cli.generate.StreamPlan;
import io.thalweg.cli.generate.StreamPlayer;
import io.thalweg.cli.generate.StreamPlayer.Played;
import io.thalweg.cli.generate.TopicSink;
import io.thalweg.cli.run.StopRequest;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.RecordPusher;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.ingestion.kafka.ValueForm;
import io.thalweg.model.config.KafkaProperties;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thalweg generate}: a stream for trying things out. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    header = "Make a labelled stream from the literature, into a topic or a file.",
    description = {
      "%nStreams and the concepts that drifts lead through:%n"
          + "  sea           three numbers, four thresholds (Street, Kim 2001)%n"
          + "  agrawal       loan applicants, ten functions (Agrawal et al. 1993)%n"
          + "  hyperplane    ten numbers, four hyperplanes that rotate (Hulten et al. 2001)%n"
          + "  rbf           ten numbers, five classes, four sets of moving centres (MOA)%n"
          + "  led           a display's digits, four wirings (Breiman et al. 1984)%n"
          + "  transactions  card payments, three regimes of fraud%n",
      "The same options give the same records. Event time begins at 2000-01-01T00:00Z. With"
          + " --pipeline FILE there is a pipeline to run on the stream at once:%n",
      "  thalweg generate sea --count 50000 --drift 25000 --pipeline sea.yaml",
      "  thalweg run sea.yaml --until-end%n"
    })
public final class GenerateCommand implements Callable<Integer> {
  @Mixin private final StreamOptions stream = new StreamOptions();

  @Option(
      names = {"--bootstrap-servers", "--bootstrap"},
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka (default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description = "Any property of Kafka's producer; may be repeated.")
  private Map<String, String> properties = new HashMap<>();

  @Mixin private final WireOptions wire = new WireOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE.jsonl",
      description = "Write JSON lines instead, with the label in them.")
  private @Nullable Path out;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE.yaml",
      description = "Write a pipeline for this stream, and its schemas beside it.")
  private @Nullable Path pipeline;

  @Option(
      names = "--schema-out",
      paramLabel = "FILE.avsc",
      description = "Write the events' schema.")
  private @Nullable Path schemaOut;

  @Override
  public Integer call() throws Exception {
    if (out != null && stream.labelsTopic().isPresent()) {
      throw new CommandException(
          "--labels-topic needs Kafka; with --out the label stands in each line");
    }
    StreamPlan plan = stream.plan();
    writeFiles(plan);
    Played played = out == null ? intoTopics(plan) : intoFile(plan, out);
    System.out.printf(
        "%s%s, %s bytes into %s%s%n",
        Figures.counted(played.events(), "event"),
        played.bad() == 0 ? "" : ", " + played.bad() + " of them bad",
        Figures.count((double) played.bytes()),
        out == null ? stream.eventsTopic() : out,
        stream
            .labelsTopic()
            .map(t -> "; %s into %s".formatted(Figures.counted(played.labels(), "label"), t))
            .orElse(""));
    if (pipeline != null) {
      System.out.println("learn it: thalweg run " + pipeline);
    }
    return 0;
  }

  private void writeFiles(StreamPlan plan) {
    if (schemaOut != null) {
      StreamFiles.writeSchema(plan, schemaOut);
    }
    if (pipeline != null) {
      StreamFiles.writePipeline(
          plan,
          bootstrapServers,
          stream.eventsTopic(),
          stream.labelsTopic().orElse(""),
          wire.text(),
          pipeline);
    }
  }

  private Played intoTopics(StreamPlan plan) throws Exception {
    String events = stream.eventsTopic();
    Map<String, String> kafka = KafkaProperties.resolvable(properties);
    KafkaAccess access = KafkaAccess.of(bootstrapServers, kafka).writes(events);
    TopicAdmin.ensure(bootstrapServers, kafka, events, 1);
    if (stream.labelsTopic().isPresent()) {
      TopicAdmin.ensure(bootstrapServers, kafka, stream.labelsTopic().get(), 1);
      access.writes(stream.labelsTopic().get());
    }
    access.require();
    warnOfOthers(kafka, events);
    try (Producer<byte[], byte[]> producer = RecordPusher.openProducer(bootstrapServers, kafka)) {
      // JSON is made of rows, so that bad records can be made of it.
      return play(
          plan,
          wire.isJson() ? EventForm.JSON : EventForm.AVRO,
          new TopicSink(
              producer,
              events,
              form(events, StreamFiles.eventSchema(plan)),
              stream.labelsTopic().orElse(""),
              stream.labelsTopic().isPresent()
                  ? form(stream.labelsTopic().get(), StreamFiles.labelSchema(plan))
                  : ValueForm.PLAIN));
    }
  }

  /** Two streams on one topic are seldom meant, and ids may come twice. */
  private void warnOfOthers(Map<String, String> kafka, String topic) throws TopicException {
    long there = TopicAdmin.records(bootstrapServers, kafka, topic);
    if (there > 0) {
      System.out.printf(
          "%s has %s already, and these come behind them; --topic names another%n",
          topic, Figures.counted(there, "record"));
    }
  }

  private ValueForm form(String topic, Schema schema) {
    ValueForm form = wire.form(topic, schema);
    return wire.isJson() ? ValueForm.PLAIN : form;
  }

  private Played intoFile(StreamPlan plan, Path file) throws Exception {
    try (OutputStream lines = StreamFiles.openLines(file)) {
      return play(plan, EventForm.JSON, new LinesSink(lines));
    }
  }

  private Played play(StreamPlan plan, EventForm form, EventSink sink) throws Exception {
    try (StopRequest stop = StopRequest.listen();
        StatusLine line = StatusLine.onStandardOutput()) {
      StreamPlayer player = new StreamPlayer(plan, stream.tempo(), stop::await, System::nanoTime);
      Optional<Duration> clock = stream.clock();
      return player.play(
          form,
          sink,
          stream.most(),
          clock.map(Duration::toNanos).orElse(Long.MAX_VALUE),
          clock
              .map(length -> PlayProgress.towards(line, length))
              .orElseGet(() -> PlayProgress.towards(line, stream.most())));
    }
  }
}
