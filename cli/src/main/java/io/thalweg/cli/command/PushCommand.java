package io.thalweg.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.file.AddedColumns;
import io.thalweg.ingestion.file.RowReader;
import io.thalweg.ingestion.file.SchemaGuess;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.PushOptions;
import io.thalweg.ingestion.kafka.Pushed;
import io.thalweg.ingestion.kafka.RecordPusher;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.model.config.JsonFault;
import io.thalweg.model.config.KafkaProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg push}: a file's rows into a topic. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    header = "Push the rows of a CSV or JSON-lines file into a topic, in the file's order.",
    description = {
      "%nRows become plain Avro binary, unless --format or --schema-registry says otherwise."
          + " Without --schema one is derived from a CSV file's header"
          + " and first rows; --write-schema keeps it for the pipeline file. A line that doesn't"
          + " fit ends the push, or is skipped with --skip-bad-lines.%n"
    })
public final class PushCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A .csv or .jsonl file.")
  private Path file = Path.of("");

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      required = true,
      description = "Where the rows go; made with one partition if it is missing.")
  private String topic = "";

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka (default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description = "Any property of Kafka's producer; may be repeated.")
  private Map<String, String> properties = new HashMap<>();

  @Option(names = "--schema", paramLabel = "FILE.avsc", description = "The records' schema.")
  private @Nullable Path schemaFile;

  @Option(
      names = "--write-schema",
      paramLabel = "FILE.avsc",
      description = "Write the schema that is used, added columns included.")
  private @Nullable Path schemaOut;

  @Option(names = "--add-id", description = "Add a field 'id': the number of the row.")
  private boolean addId;

  @Option(
      names = "--add-time",
      paramLabel = "STEP",
      converter = DurationConverter.class,
      description = "Add a field 'time', evenly spaced, from 2000-01-01T00:00Z on.")
  private @Nullable Duration timeStep;

  @Option(
      names = "--key",
      paramLabel = "FIELD",
      description = "Spread rows over the partitions by this field; else all go to partition 0.")
  private @Nullable String key;

  @Mixin private final WireOptions wire = new WireOptions();

  @Option(names = "--skip-bad-lines", description = "Go on after a line that doesn't fit.")
  private boolean skipBadLines;

  @Override
  public Integer call() throws Exception {
    if (!Files.isReadable(file)) {
      throw new CommandException("there is no readable file " + file + "; check the path");
    }
    AddedColumns added =
        new AddedColumns(
            addId ? AddedColumns.Id.ROW_NUMBER : AddedColumns.Id.OF_FILE,
            Optional.ofNullable(timeStep),
            Instant.parse("2000-01-01T00:00:00Z"));
    Schema schema = added.addTo(schema());
    if (schemaOut != null) {
      Files.writeString(
          schemaOut, new JsonMapper().readTree(schema.toString()).toPrettyString() + "\n");
    }
    PushOptions options =
        new PushOptions(
            topic,
            key == null
                ? new PushOptions.Routing.OnePartition()
                : new PushOptions.Routing.ByKey(key),
            skipBadLines ? PushOptions.OnBadLine.SKIP : PushOptions.OnBadLine.STOP,
            added,
            wire.form(topic, schema));
    Map<String, String> kafka = KafkaProperties.resolvable(properties);
    TopicAdmin.ensure(bootstrapServers, kafka, topic, 1);
    KafkaAccess.of(bootstrapServers, kafka).writes(topic).require();
    Pushed pushed = push(kafka, schema, options);
    System.out.printf(
        "%s, %s bytes into %s%s%n",
        Figures.counted(pushed.records(), "record"),
        Figures.count((double) pushed.bytes()),
        topic,
        pushed.skippedLines() == 0
            ? ""
            : ", " + Figures.counted(pushed.skippedLines(), "bad line") + " skipped");
    return 0;
  }

  private Pushed push(Map<String, String> kafka, Schema schema, PushOptions options)
      throws Exception {
    try (StatusLine line = StatusLine.onStandardOutput();
        RowReader rows = RowReader.open(file);
        Producer<byte[], byte[]> producer = RecordPusher.openProducer(bootstrapServers, kafka)) {
      return new RecordPusher(producer, options)
          .push(
              rows,
              schema,
              (records, bytes) ->
                  line.update(
                      "%s records, %s bytes"
                          .formatted(
                              Figures.count((double) records), Figures.count((double) bytes))));
    }
  }

  private Schema schema() throws Exception {
    if (schemaFile == null) {
      return SchemaGuess.fromCsv(file, recordName());
    }
    try {
      return new Schema.Parser().parse(Files.readString(schemaFile));
    } catch (IOException e) {
      throw new CommandException(
          "there is no readable schema " + schemaFile + "; check the path, or leave --schema out");
    } catch (AvroRuntimeException e) {
      throw new CommandException(schemaFile + " is no Avro schema: " + JsonFault.of(e));
    }
  }

  private String recordName() {
    String name = topic.replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }
}
