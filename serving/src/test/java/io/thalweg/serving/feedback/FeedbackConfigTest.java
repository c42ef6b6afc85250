package io.thalweg.serving.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FeedbackConfigTest {
  private static FeedbackConfig read(String section) {
    ConfigNode root = ConfigFile.parse("serving.yaml", section);
    FeedbackConfig config = FeedbackConfig.read(root.section("feedback"));
    root.refuseUnknown();
    return config;
  }

  @Test
  void defaults() {
    FeedbackConfig config = read("feedback: {}");
    assertThat(config)
        .isEqualTo(
            new FeedbackConfig(null, 1, 0, 10_000, Map.of(), 100_000, Duration.ofHours(1), 64));
    assertThat(config.topic("clicks")).isEqualTo("clicks.predictions");
  }

  @Test
  void everyKeyIsMapped() {
    FeedbackConfig config =
        read(
            """
            feedback:
              topic: served
              sample: 0.5
              features: 0.25
              queue: 5
              learned: {clicks: clicks.learned, fraud: audit}
              window: {predictions: 7, age: 2m}
              versions: 3
            """);
    assertThat(config)
        .isEqualTo(
            new FeedbackConfig(
                "served",
                0.5,
                0.25,
                5,
                Map.of("clicks", "clicks.learned", "fraud", "audit"),
                7,
                Duration.ofMinutes(2),
                3));
    assertThat(config.topic("clicks")).isEqualTo("served");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> read("feedback: {sampel: 1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("serving.yaml:1: unknown key 'sampel' in feedback; did you mean 'sample'?");
    assertThatThrownBy(() -> read("feedback: {sample: 2}"))
        .hasMessageContaining("feedback.sample is '2'; write a number from 0.0 to 1.0");
  }

  @Test
  void everyKeyIsInTheDocument() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key :
        new String[] {
          "topic",
          "sample",
          "features",
          "queue",
          "learned",
          "window.predictions",
          "window.age",
          "versions"
        }) {
      assertThat(document).contains("`feedback." + key + "`");
    }
  }
}
