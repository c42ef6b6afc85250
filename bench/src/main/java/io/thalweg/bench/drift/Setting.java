package io.thalweg.bench.drift;

import io.thalweg.bench.prequential.Subject;
import io.thalweg.ingestion.generate.Column;
import io.thalweg.ingestion.generate.GeneratedStream;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How every stream of the bench is learned: the pipeline file {@code setting.yaml} beside this
 * class, with the columns and classes of the stream. Immutable.
 *
 * @param yaml a pipeline without the stream's part of it
 * @param directory for the files of a pipeline
 */
record Setting(String yaml, Path directory) {
  private static final String RESOURCE = "setting.yaml";

  /** Hashed names of that many values share no place then, see the test. */
  private static final int BUCKETS = 32;

  private PipelineConfig pipeline(DriftingStream stream) throws IOException {
    GeneratedStream opened = stream.open();
    String classes =
        opened.classes() == 2
            ? "binary"
            : "{type: multiclass, classes: %d}".formatted(opened.classes());
    Files.writeString(
        directory.resolve("s.avsc"),
        """
        {"type": "record", "name": "s", "fields": [{"name": "id", "type": "long"}]}
        """);
    Path file = directory.resolve(stream.name() + ".yaml");
    Files.writeString(
        file, yaml.replace("HEAD", classes).replace("FEATURES", features(opened.columns())));
    return PipelineFile.read(file);
  }

  /** The one that the bench has for all of its streams. */
  static Setting standard(Path directory) throws IOException {
    try (InputStream in = Objects.requireNonNull(Setting.class.getResourceAsStream(RESOURCE))) {
      return new Setting(new String(in.readAllBytes(), StandardCharsets.UTF_8), directory);
    }
  }

  /** The same with as many experts as the recurring streams have concepts, and one more. */
  Setting withExperts() {
    String model = "model:\n";
    return new Setting(yaml.replace(model, model + "  type: experts\n  experts: 4\n"), directory);
  }

  private static String features(List<Column> columns) {
    return columns.stream().map(Setting::feature).collect(Collectors.joining("\n"));
  }

  private static String feature(Column column) {
    String type = "numeric";
    if (column instanceof Column.Nominal nominal) {
      type = nominal.values() == 2 ? "flag" : "categorical, buckets: " + BUCKETS;
    }
    return "  - {name: %s, type: %s}".formatted(column.name(), type);
  }

  /** What learns a stream. */
  Subject subject(DriftingStream stream, long rows) throws IOException {
    PipelineConfig pipeline = pipeline(stream);
    return new Subject(
        pipeline.model(),
        pipeline.training().alone(),
        pipeline.engine(),
        pipeline.replay(),
        pipeline.drift(),
        pipeline.warmStart(),
        pipeline.race(),
        pipeline.rounds().everyExamples(),
        rows,
        () -> new GeneratedRows(stream.open(), pipeline.model().features()));
  }
}
