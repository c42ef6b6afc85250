package io.thalweg.bench.prequential;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.train.DivergedException;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How good a pipeline, or a model made up from the columns, is on a file. Stateless. */
public final class PrequentialBench {
  public static final String NAME = "prequential";
  public static final List<String> JVM_OPTIONS = List.of("-Xmx1g", "-XX:+UseSerialGC");
  public static final Duration LIMIT = Duration.ofHours(12);

  /** Rows may drift: what is older misleads more often than it helps. */
  private static final int CAPACITY = 2048;

  private static final long MEGABYTES_32 = 32 << 20;
  private static final long SEED = 42;

  private PrequentialBench() {}

  /**
   * Learns the file.
   *
   * @param directory where a scratch directory may be opened
   */
  public static List<Row> run(
      PrequentialOptions options, Path directory, PrequentialProgress progress)
      throws IOException, BadLineException {
    try (Scratch scratch = Scratch.open(directory)) {
      return new PrequentialRun(subject(options), progress).learn(scratch.directory()).rows();
    } catch (CharacterCodingException e) {
      throw new BenchException(options.csv() + " is no UTF-8; save it as UTF-8");
    } catch (DivergedException e) {
      throw new BenchException(String.valueOf(e.getMessage()));
    }
  }

  /** What learns which rows. */
  public static Subject subject(PrequentialOptions options) throws IOException, BadLineException {
    Path file = options.pipeline();
    return file == null ? derived(options) : configured(options, file);
  }

  private static Subject derived(PrequentialOptions options) throws IOException, BadLineException {
    String label = options.label();
    if (label == null) {
      throw new BenchException("which column is predicted? say --label COLUMN, or --pipeline");
    }
    CsvInspection found = CsvInspection.of(options.csv(), label, options.rows());
    return new Subject(
        new ModelSpec(
            "prequential",
            found.features(),
            List.of(new Dense(64, Activation.RELU), new Dense(32, Activation.RELU)),
            found.label().head(),
            SEED),
        new TrainingConfig(1, 4, OptimizerSpec.Adam.defaults(0.001f)),
        EngineChoice.DJL,
        new ReplaySpec(
            CAPACITY,
            1,
            Retention.WINDOW,
            new ReplaySpec.UniformByRow(),
            Duration.ZERO,
            new ReplaySpec.Tiers(MEGABYTES_32, MEGABYTES_32, 0, 0),
            SEED),
        DriftConfig.NONE,
        Optional.empty(),
        RaceSpec.NONE,
        256,
        found.rows(),
        () -> new InspectedRows(CsvFiles.open(options.csv()), found));
  }

  private static Subject configured(PrequentialOptions options, Path file)
      throws IOException, BadLineException {
    PipelineConfig pipeline = PipelineFile.read(file);
    LabelSpec labels = labels(pipeline, options);
    return new Subject(
        pipeline.model(),
        pipeline.training().alone(),
        pipeline.engine(),
        pipeline.replay(),
        pipeline.drift(),
        pipeline.warmStart(),
        pipeline.race(),
        pipeline.rounds().everyExamples(),
        CsvFiles.count(options.csv(), options.rows()),
        () ->
            new PipelineRows(
                CsvFiles.open(options.csv()),
                pipeline.source(),
                labels,
                pipeline.model().features()));
  }

  /** In a file a label is always inline. */
  private static LabelSpec labels(PipelineConfig pipeline, PrequentialOptions options) {
    String column = options.label();
    if (column != null) {
      Optional<Feature> reader = pipeline.model().features().reading(column);
      if (reader.isPresent()) {
        throw new BenchException(
            "--label %s is an input of %s, too, of feature '%s'; say another column"
                .formatted(column, options.pipeline(), reader.get().name()));
      }
      return new LabelSpec.Inline(column, pipeline.labels().values());
    }
    if (pipeline.labels() instanceof LabelSpec.Inline inline) {
      return inline;
    }
    throw new BenchException(
        "%s has its labels on a topic of their own; say --label COLUMN for the file's"
            .formatted(options.pipeline()));
  }
}
