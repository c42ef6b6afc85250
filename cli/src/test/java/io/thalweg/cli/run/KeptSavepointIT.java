package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.sweep.Sweep;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.train.SavedLearners;
import io.thalweg.model.artifact.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints that earlier builds have taken are restored by this one, with all that is in them.
 *
 * <p>To keep one more, for a build that writes something new: {@code ./mvnw verify -pl cli -am
 * -Dtest=None -Dit.test=KeptSavepointIT -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false -Dthalweg.keep.savepoint=NAME} writes {@code NAME.zip}
 * and {@code NAME.properties} into the directory of the others. Those that are there stay as they
 * are.
 */
@Timeout(600)
final class KeptSavepointIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String KEEP = "thalweg.keep.savepoint";

  @TempDir private Path directory;

  static List<String> names() throws Exception {
    URL kept = KeptSavepointIT.class.getResource("/savepoints");
    try (Stream<Path> files = Files.list(Path.of(kept.toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".zip"))
          .map(name -> name.substring(0, name.length() - ".zip".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void keptSavepointGoesOnWithEverythingThatWasInIt(String name) throws Exception {
    Properties expected = new Properties();
    try (InputStream in = resource(name + ".properties")) {
      expected.load(in);
    }
    Path savepoint = unzip(name);
    assertThat(SavedLearners.baseSha256(savepoint)).isEqualTo(expected.getProperty("base"));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        KeptStream stream = KeptStream.open(kafka.bootstrapServers())) {
      PipelineConfig pipeline =
          KeptStream.pipeline(directory.resolve("work"), kafka.bootstrapServers());
      int before = KeptStream.BEFORE - KeptStream.LATE;
      int after = KeptStream.BEFORE + KeptStream.AFTER;
      try (KeptJob job = KeptJob.start(pipeline, directory.resolve("first"), savepoint)) {
        awaitLearned(job, before);
        assertThat(job.figures().correct())
            .isEqualTo(Long.parseLong(expected.getProperty("correct")));
        assertThat(SavedLearners.baseSha256(job.savepoint()))
            .as("base after the restore")
            .isEqualTo(expected.getProperty("base"));

        stream.goOn();
        awaitLearned(job, after);
        assertThat(job.figures().duplicates()).isEqualTo(KeptStream.TWICE);
        assertThat(job.figures().restarts()).isZero();
        Manifest last = awaitRelease(pipeline, after);
        assertThat(last.version()).isGreaterThan(Long.parseLong(expected.getProperty("version")));
      }
      sweepTakesNothingThatTheNextRunNeeds(pipeline, after);
    }
  }

  /** The checkpoints are those of a whole pipeline, which no test makes by hand. */
  private void sweepTakesNothingThatTheNextRunNeeds(PipelineConfig pipeline, int learned)
      throws Exception {
    Path newest = Checkpoints.newest(pipeline.state()).orElseThrow();
    Path lost = Files.write(newest.resolveSibling("shared").resolve("lost"), new byte[] {1, 2, 3});
    Sweep sweep = Sweep.find(pipeline.state(), Instant.now().plusSeconds(3600));
    assertThat(sweep.files()).contains(lost.toRealPath());
    sweep.delete();
    assertThat(lost).doesNotExist();
    assertThat(Sweep.find(pipeline.state(), Instant.now().plusSeconds(3600)).files()).isEmpty();
    try (KeptJob job = KeptJob.start(pipeline, directory.resolve("second"), newest)) {
      awaitLearned(job, learned);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = KEEP, matches = "\\w+")
  void keepsOneMore() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        KeptStream stream = KeptStream.open(kafka.bootstrapServers())) {
      PipelineConfig pipeline =
          KeptStream.pipeline(directory.resolve("work"), kafka.bootstrapServers());
      try (KeptJob job = KeptJob.start(pipeline, directory.resolve("first"), null)) {
        int learned = KeptStream.BEFORE - KeptStream.LATE;
        awaitLearned(job, learned);
        Manifest released = awaitRelease(pipeline, learned);
        Path savepoint = job.savepoint();
        Properties expected = new Properties();
        expected.setProperty("base", SavedLearners.baseSha256(savepoint));
        expected.setProperty("correct", Long.toString(job.figures().correct()));
        expected.setProperty("version", Long.toString(released.version()));
        String name = System.getProperty(KEEP);
        Path kept = Files.createDirectories(Path.of("src/test/resources/savepoints"));
        try (OutputStream out = Files.newOutputStream(kept.resolve(name + ".properties"))) {
          expected.store(out, null);
        }
        zip(savepoint, kept.resolve(name + ".zip"));
      }
    }
  }

  private static void awaitLearned(KeptJob job, int examples) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(
            () -> {
              assertThat(job.figures().trained()).isEqualTo(examples);
              assertThat(job.figures().replayRows()).isEqualTo(examples);
            });
  }

  /** The first version that has seen so many examples, or more. */
  private static Manifest awaitRelease(PipelineConfig pipeline, int examples) {
    return await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(
            () -> ReleaseHistory.last(pipeline),
            last -> last.isPresent() && last.get().examplesTrained() >= examples)
        .orElseThrow();
  }

  private static InputStream resource(String name) {
    return Optional.ofNullable(KeptSavepointIT.class.getResourceAsStream("/savepoints/" + name))
        .orElseThrow();
  }

  private Path unzip(String name) throws IOException {
    Path savepoint = Files.createDirectory(directory.resolve("savepoint"));
    try (ZipInputStream zip = new ZipInputStream(resource(name + ".zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, savepoint.resolve(entry.getName()));
      }
    }
    return savepoint;
  }

  private static void zip(Path savepoint, Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
        Stream<Path> parts = Files.list(savepoint)) {
      for (Path part : parts.sorted().toList()) {
        zip.putNextEntry(new ZipEntry(part.getFileName().toString()));
        Files.copy(part, zip);
        zip.closeEntry();
      }
    }
  }
}
