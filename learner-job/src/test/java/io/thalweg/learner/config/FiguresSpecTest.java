package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.figures.FiguresReporterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresSpecTest {
  @TempDir Path dir;

  private PipelineConfig read(String more) throws IOException {
    return MinimalPipeline.read(dir, MinimalPipeline.TEXT + more);
  }

  @Test
  void figuresAreWrittenEachSecondUnlessTheFileSaysOtherwise() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(document)
        .contains("| `figures.enabled` | true |", "| `figures.every` | 1s | 200ms-5s |");
    PipelineConfig p = read("");
    Path file = dir.resolve("p.yaml").toAbsolutePath();
    assertThat(p.figures()).isEqualTo(Optional.of(file));
    assertThat(FiguresSpec.read(file))
        .isEqualTo(new FiguresSpec("small", p.kafka(), "models.figures", Duration.ofSeconds(1)));

    PipelineConfig other = read("figures: {every: 500ms}\nrelease: {topic: versions}\n");
    assertThat(FiguresSpec.read(file).every()).isEqualTo(Duration.ofMillis(500));
    assertThat(FiguresSpec.read(file).topic()).isEqualTo("versions.figures");
    assertThat(other.fingerprint()).isEqualTo(p.fingerprint());
    assertThat(read("figures: {enabled: false}\n").figures()).isEmpty();
  }

  @Test
  void anotherPaceOrKeyIsRefused() {
    for (String every : new String[] {"199ms", "6s"}) {
      MinimalPipeline.refused(
          dir,
          MinimalPipeline.TEXT + "figures: {every: " + every + "}\n",
          "p.yaml:8: figures.every is '%s'; write a duration from 200ms to 5s".formatted(every));
    }
    MinimalPipeline.refused(
        dir,
        MinimalPipeline.TEXT + "figures: {evry: 1s}\n",
        "p.yaml:8: unknown key 'evry' in figures; did you mean 'every'?");
  }

  @Test
  void onlyWhatItNeedsHasToBeThere() throws IOException {
    Path file = dir.resolve("elsewhere.yaml");
    Files.writeString(file, MinimalPipeline.TEXT.replace("event.avsc", "nowhere.avsc"));
    assertThat(FiguresSpec.read(file).model()).isEqualTo("small");
  }

  /** Flink shows its configuration to whoever asks. */
  @Test
  void flinkIsToldWhereTheFileIsAndNothingThatIsInIt() throws IOException {
    String secret =
        MinimalPipeline.TEXT.replace(
            "\"localhost:9092\"", "\"localhost:9092\", ssl.keystore.key: geheim");
    PipelineConfig p = MinimalPipeline.read(dir, secret);
    assertThat(p.kafka()).containsEntry("ssl.keystore.key", "geheim");
    assertThat(FiguresReporterFactory.flinkConfiguration(p))
        .isEqualTo(
            Map.of(
                "metrics.reporter.figures.factory.class",
                "io.thalweg.learner.figures.FiguresReporterFactory",
                "metrics.reporter.figures.pipeline",
                dir.resolve("p.yaml").toAbsolutePath().toString()));
    assertThat(FiguresReporterFactory.flinkConfiguration(read("figures: {enabled: false}\n")))
        .isEmpty();
  }
}
