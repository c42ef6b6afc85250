package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.learner.train.strategy.ServedTeacher;
import io.thalweg.model.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DistillationSectionTest {
  @TempDir private Path directory;

  private static final String TEXT =
      MinimalPipeline.TEXT.replace("head: regression", "head: binary");

  private PipelineConfig read(String text) throws IOException {
    return MinimalPipeline.read(directory, text);
  }

  private static String with(String distillation) {
    return TEXT.replace("training: {", "training: {distillation: " + distillation + ", ");
  }

  private void refused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.distillation can't be here; leave it out")
        .hasMessageContaining(message);
  }

  @Test
  void nobodyIsHeldToAnythingByDefault() throws IOException {
    PipelineConfig p = read(TEXT);
    assertThat(p.training().served()).isNull();
    assertThat(p.predictions()).isEmpty();
    assertThat(p.training().rowLayout(p.model())).isEqualTo(p.model().rowLayout());
  }

  @Test
  void defaults() throws IOException {
    PipelineConfig p = read(with("{}"));
    assertThat(p.training().served()).isEqualTo(new ServedTeacher(0.5, 2));
    assertThat(p.predictions())
        .contains(new PredictionsSpec(p.name() + ".predictions", p.name(), 1, Duration.ofHours(1)));
    assertThat(p.training().rowLayout(p.model()).rowBytes())
        .isEqualTo(p.model().rowLayout().rowBytes() + 4);
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    PipelineConfig p = read(with("{topic: served, weight: 2, temperature: 3, window: 5m}"));
    assertThat(p.training().served()).isEqualTo(new ServedTeacher(2, 3));
    assertThat(p.predictions())
        .contains(new PredictionsSpec("served", p.name(), 1, Duration.ofMinutes(5)));
  }

  @Test
  void refusesWhatNoAnswersFit() {
    String on = with("{}");
    refused(on.replace("head: binary", "head: regression"), "neither binary nor multiclass");
    refused(
        on.replace("head: binary", "head: {type: multiclass, classes: 2, grow-to: 4}"),
        "model.head.grow-to");
    refused(on + "deterministic: true\n", "deterministic is true");
    refused(
        on.replace("training: {", "training: {strategy: {type: der}, "),
        "leave it out beside der, der++, agem and mir");
    refused(
        on + "challengers: {candidates: [{name: a, training: {replay-per-fresh: 0}}]}\n",
        "leave it out beside challengers");
  }

  @Test
  void aChallengerAloneIsNotHeldToAnswers() {
    String challenged =
        TEXT + "challengers: {candidates: [{name: a, training: {distillation: {}}}]}\n";
    assertThatThrownBy(() -> read(challenged))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("challengers.candidates[0].training.distillation can't be here");
  }

  @Test
  void everyKeyIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key : new String[] {"topic", "weight", "temperature", "window"}) {
      assertThat(document).contains("`training.distillation." + key + "`");
    }
  }
}
