package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FlinkSettingsTest {
  private static final Map<String, ConfigOption<?>> OPTIONS = options();

  /** Of the reporter, which reads them by itself, and of ours. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "metrics.reporter.prom.factory.class",
          "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
          "metrics.reporter.prom.port",
          "9249",
          "thalweg.learner.port",
          "6130-6139");

  private static Map<String, ConfigOption<?>> options() {
    Map<String, ConfigOption<?>> options = new HashMap<>();
    Stream.of(
            CheckpointingOptions.class,
            CoreOptions.class,
            HeartbeatManagerOptions.class,
            HighAvailabilityOptions.class,
            JobManagerOptions.class,
            NettyShuffleEnvironmentOptions.class,
            RestartStrategyOptions.class,
            TaskManagerOptions.class)
        .flatMap(type -> Stream.of(type.getFields()))
        .filter(field -> field.getType() == ConfigOption.class)
        .map(FlinkSettingsTest::value)
        .forEach(option -> options.put(option.key(), option));
    return options;
  }

  private static ConfigOption<?> value(Field field) {
    try {
      return (ConfigOption<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> settings() throws IOException {
    Map<String, String> all = new TreeMap<>();
    ComposeFile.read()
        .flinkProperties("taskmanager")
        .forEach((key, value) -> all.put("compose " + key, value));
    FlinkDeploymentFile.read()
        .flinkConfiguration()
        .forEach((key, value) -> all.put("kubernetes " + key, value));
    return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void flinkKnowsTheKeyAndCanReadTheValue(String where, String value) {
    String key = where.substring(where.indexOf(' ') + 1);
    if (OTHERS.containsKey(key)) {
      assertThat(value).isEqualTo(OTHERS.get(key));
      return;
    }
    ConfigOption<?> option = OPTIONS.get(key);
    assertThat(option).as("an option of Flink's").isNotNull();
    Configuration configuration = Configuration.fromMap(Map.of(key, value));
    assertThatCode(() -> configuration.get(option)).doesNotThrowAnyException();
  }
}
