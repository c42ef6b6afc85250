package io.thalweg.cli.command;

import io.thalweg.cli.features.ColumnScaling;
import io.thalweg.cli.features.EventShow;
import io.thalweg.cli.features.RawEvent;
import io.thalweg.cli.features.RawEvents;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg features show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = "Show what an event becomes on its way into the model.",
    description = {
      "%nFor each feature: the record's value, what is stored of it in the row (a number after its"
          + " transform, the bucket of a category), and the columns of the model's input, before"
          + " standardization. A missing value says so; an event that the learner would refuse"
          + " comes with the reason. Histories are made of the events that are"
          + " shown before; those of labels only where the label stands in the event.%n"
    })
final class FeaturesShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
  private Path file = Path.of("");

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  private static final class What {
    @Option(
        names = "--event",
        paramLabel = "JSON",
        required = true,
        description = "An event, an object with the fields of source.schema.")
    private @Nullable String event;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        required = true,
        description = "The first rows of a .csv or .jsonl file, as push reads it.")
    private @Nullable Path file;

    @Option(
        names = "--from-topic",
        required = true,
        description = "The oldest events that are on the source's topic.")
    private boolean topic;
  }

  @Option(
      names = "--first",
      paramLabel = "N",
      defaultValue = "5",
      description = "So many events of a file or topic (default: ${DEFAULT-VALUE}).")
  private int first;

  @Option(
      names = "--model-version",
      paramLabel = "N",
      description = "Show the input as this version standardizes it, too.")
  private @Nullable Long version;

  @Option(
      names = "--store",
      paramLabel = "URI",
      description = "Where the version is (default: the pipeline's store).")
  private @Nullable String store;

  @Override
  public Integer call() throws Exception {
    if (first < 1) {
      throw new CommandException("--first must be above 0; say --first 5");
    }
    if (store != null && version == null) {
      throw new CommandException("--store says where a version is; say --model-version too");
    }
    PipelineConfig pipeline = PipelineFile.read(file);
    Optional<ColumnScaling> scaling =
        Optional.ofNullable(version).map(v -> ColumnScaling.read(pipeline, store(pipeline), v));
    SourceSpec source = what.topic ? pipeline.source() : pipeline.source().asPlainAvro();
    EventShow show = new EventShow(source, pipeline, scaling);
    List<RawEvent> events = events(pipeline);
    if (events.isEmpty()) {
      System.out.println("there are no events yet");
    }
    for (RawEvent event : events) {
      if (what.event != null && event.fault().isPresent()) {
        throw new CommandException(event.fault().get() + "; mend --event");
      }
      show.lines(event).forEach(System.out::println);
    }
    return 0;
  }

  private String store(PipelineConfig pipeline) {
    return store == null ? pipeline.release().storeUri() : store;
  }

  private List<RawEvent> events(PipelineConfig pipeline) throws Exception {
    SourceSpec source = pipeline.source();
    if (what.topic) {
      return RawEvents.ofTopic(pipeline.kafka(), source.topic(), first);
    }
    return what.file == null
        ? RawEvents.ofJson(source, String.valueOf(what.event), Clock.systemUTC())
        : RawEvents.ofFile(source, what.file, first, Clock.systemUTC());
  }
}
