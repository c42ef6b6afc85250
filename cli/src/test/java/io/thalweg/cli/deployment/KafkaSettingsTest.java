package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;

/** The broker of the compose file, whose image takes settings from its environment. */
final class KafkaSettingsTest {
  private static final Set<String> OF_ITS_SCRIPTS = Set.of("KAFKA_HEAP_OPTS");

  @Test
  void aBrokerTakesTheSettingsAndKnowsTheirKeys() throws IOException {
    Map<String, String> settings = settings();
    assertThatCode(() -> new KafkaConfig(settings)).doesNotThrowAnyException();
    assertThat(KafkaConfig.configDef().names()).containsAll(settings.keySet());
  }

  private static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    ComposeFile.read()
        .environment("kafka")
        .forEach(
            (name, value) -> {
              if (!OF_ITS_SCRIPTS.contains(name)) {
                settings.put(
                    name.replaceFirst("^KAFKA_", "").replace('_', '.').toLowerCase(Locale.ROOT),
                    value);
              }
            });
    return settings;
  }
}
