package io.thalweg.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ExplainConfigTest {
  private static ExplainConfig read(String yaml) {
    return ExplainConfig.read(ConfigFile.parse("serving.yaml", yaml).section("explain"));
  }

  @Test
  void defaults() {
    assertThat(read("explain: {}"))
        .isEqualTo(new ExplainConfig(128, Duration.ofMinutes(1), 16_384, 131_072, 1, 16))
        .isEqualTo(ExplainConfig.defaults());
    assertThat(read("explain: {max-budget: 1000}").budget()).isEqualTo(1000);
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            read(
                """
                explain:
                  background-rows: 64
                  horizon: 10m
                  budget: 2000
                  max-budget: 3000
                  workers: 2
                  queue: 5
                """))
        .isEqualTo(new ExplainConfig(64, Duration.ofMinutes(10), 2000, 3000, 2, 5));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> read("explain: {worker: 1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown key 'worker' in explain; did you mean 'workers'?");
    assertThatThrownBy(() -> read("explain: {budget: 3000, max-budget: 2000}"))
        .hasMessage(
            "serving.yaml:1: explain.budget is '3000'; write a whole number from 100 to 2000");
  }

  @Test
  void theDocumentHasEveryKeyWithItsDefault() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(document)
        .contains("| `explain.background-rows` | 128 |")
        .contains("| `explain.horizon` | 1m |")
        .contains("| `explain.budget` | 16384 |")
        .contains("| `explain.max-budget` | 131072 |")
        .contains("| `explain.workers` | 1 |")
        .contains("| `explain.queue` | 16 |");
  }
}
