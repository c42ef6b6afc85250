package io.thalweg.serving.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.TestModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final Gate GATE = new Gate("auc", 0.6, 0.05);

  private static Manifest version(long version, Map<String, Double> metrics) {
    return new Manifest(
        TestModel.SPEC,
        version,
        null,
        0,
        0,
        0,
        0,
        metrics,
        Map.of(),
        new Manifest.Parity(List.of(), List.of()),
        List.of());
  }

  private static Manifest version(long version, double auc) {
    return version(version, Map.of("auc", auc));
  }

  @Test
  void letsInWhatIsGoodEnoughAndHasNotFallenTooFar() {
    assertThat(GATE.refusal(version(1, 0.6), null)).isEmpty();
    assertThat(GATE.refusal(version(2, 0.75), version(1, 0.8))).isEmpty();
    assertThat(GATE.refusal(version(2, 0.9), version(1, 0.8))).isEmpty();
  }

  @Test
  void keepsOutWhatIsTooLowInItself() {
    assertThat(GATE.refusal(version(1, 0.59), null))
        .contains("gate: auc is 0.59, at least 0.6 is wanted");
  }

  @Test
  void keepsOutWhatHasFallenTooFarBelowTheServingVersion() {
    assertThat(GATE.refusal(version(2, 0.74), version(1, 0.8)))
        .contains("gate: auc is 0.74, that of version 1 is 0.8, and it may fall by at most 0.05");
    Gate low = new Gate("auc", 0.6, Double.POSITIVE_INFINITY);
    assertThat(low.refusal(version(2, 0.61), version(1, 0.99))).isEmpty();
  }

  @Test
  void keepsOutWhatHasNoFigureAndComparesWithNoneThatIsMissing() {
    assertThat(GATE.refusal(version(1, Map.of("loss", 0.1)), null))
        .contains("gate: it has no figure for auc, only for [loss]");
    assertThat(GATE.refusal(version(1, Double.NaN), null)).isPresent();
    assertThat(GATE.refusal(version(2, 0.7), version(1, Map.of()))).isEmpty();
    assertThat(GATE.refusal(version(2, 0.7), version(1, Double.NaN))).isEmpty();
  }

  private static VersionsConfig read(String yaml) {
    return VersionsConfig.read(ConfigFile.parse("s.yaml", yaml), Optional.empty());
  }

  @Test
  void isReadFromTheServingFile() {
    assertThat(read("gate: {metric: auc, at-least: 0.6, fall-at-most: 0.05}").gate())
        .contains(GATE);
    assertThat(read("gate: {metric: auc, fall-at-most: 0.05}").gate().orElseThrow())
        .isEqualTo(new Gate("auc", Double.NaN, 0.05));
    assertThat(read("keep: 3").gate()).isEmpty();
    assertThatThrownBy(() -> read("gate: {metric: auc}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("write a mapping with metric and at-least, or fall-at-most, or both");
    assertThatThrownBy(() -> read("trusted-keys: key.pem"))
        .hasMessageContaining("write a list of files, each with an Ed25519 public key in PEM");
    assertThatThrownBy(() -> read("trusted-keys: [nowhere.pem]"))
        .hasMessageEndingWith("in PEM: there is no file nowhere.pem");
  }
}
