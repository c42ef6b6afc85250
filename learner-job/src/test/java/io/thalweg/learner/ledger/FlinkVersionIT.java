package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The tests run on the Flink that the build says they do. */
final class FlinkVersionIT {
  @Test
  @EnabledIfSystemProperty(named = "thalweg.flink", matches = ".+")
  void isTheOneOnTheClassPath() {
    assertThat(EnvironmentInformation.getVersion()).isEqualTo(System.getProperty("thalweg.flink"));
  }
}
