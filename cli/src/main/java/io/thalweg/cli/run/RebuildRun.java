package io.thalweg.cli.run;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.release.WantedRound;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.store.ModelStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.flink.util.FileUtils;

/**
 * Learns a pipeline's topics anew, up to one round, in a directory of its own: nothing that others
 * read is written. Confined to one thread.
 */
public final class RebuildRun implements AutoCloseable {
  private static final long PERIOD_MILLIS = 100;

  private final PipelineConfig pipeline;
  private final long round;
  private final Path directory;

  private RebuildRun(PipelineConfig pipeline, long round, Path directory) {
    this.pipeline = pipeline;
    this.round = round;
    this.directory = directory;
  }

  /** A run on the disk that has the pipeline's state, which it leaves alone. */
  public static RebuildRun open(PipelineConfig original, long round) throws Exception {
    Path state = Files.createDirectories(original.state());
    Path directory = Files.createTempDirectory(state, "rebuild-");
    return new RebuildRun(apart(original, directory), round, directory);
  }

  /** The same learning under another name, which is that of its consumer groups. */
  private static PipelineConfig apart(PipelineConfig p, Path directory) {
    return new PipelineConfig(
        p.name() + "-rebuild",
        p.learners(),
        p.deterministic(),
        p.kafka(),
        p.source(),
        p.labels(),
        p.onBadRecord(),
        p.streaming(),
        p.model(),
        p.training(),
        p.engine(),
        p.flushAfter(),
        p.replay(),
        p.drift(),
        p.rounds(),
        new PipelineConfig.Release(
            p.release().every(),
            p.release().topic(),
            directory.resolve("models").toUri().toString(),
            Optional.empty()),
        new PipelineConfig.Topics(
            p.topics().deadLetters(), Optional.empty(), Optional.empty(), Optional.empty()),
        directory,
        Optional.empty(),
        p.fingerprint(),
        p.warmStart(),
        p.race(),
        p.predictions(),
        p.badRecords(),
        p.reading(),
        ProbeSpec.OFF,
        Optional.empty());
  }

  /** What the round's model is this time; refuses topics that end before it. */
  public Manifest finish(StatusLine line, StopRequest stop) throws Exception {
    Path note = directory.resolve("manifest");
    try (LocalJob job = LocalJob.rebuild(pipeline, new WantedRound(round, note.toString()))) {
      BooleanSupplier end = EndOfStream.of(pipeline, () -> JobFigures.of(job.metrics()));
      while (Files.notExists(note)) {
        if (stop.await(PERIOD_MILLIS)) {
          throw new CommandException("stopped before round %d; start again".formatted(round));
        }
        line.update(
            "round %d of %d".formatted(JobFigures.of(job.metrics()).roundsCommitted(), round));
        if (!job.isRunning()) {
          throw new CommandException(
              "the job has ended: %s".formatted(job.failure().orElse("somebody cancelled it")));
        }
        if (job.isLearning() && end.getAsBoolean()) {
          job.drain(); // the end of time brings forth what was waiting for later records
          break;
        }
      }
      if (Files.notExists(note)) {
        throw new CommandException(
            "the topics end before round %d; records that the version contains are gone, or the version comes of a run that was stopped and went on"
                .formatted(round));
      }
    }
    return ArtifactReader.manifest(
        ModelStores.open(pipeline.release().storeUri()), Files.readString(note));
  }

  @Override
  public void close() throws IOException {
    FileUtils.deleteDirectory(directory.toFile());
  }
}
