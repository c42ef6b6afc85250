package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.probe.ProbeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbesSectionTest {
  @TempDir private Path directory;

  private ProbeSpec probes(String section) throws IOException {
    return MinimalPipeline.read(directory, MinimalPipeline.TEXT + section).probes();
  }

  private void refused(String section, String message) {
    MinimalPipeline.refused(directory, MinimalPipeline.TEXT + section, message);
  }

  @Test
  void theDefaultsAreThoseOfTheDocument() throws IOException {
    assertThat(probes("")).isEqualTo(ProbeSpec.DEFAULT);
    assertThat(ProbeSpec.DEFAULT).isEqualTo(new ProbeSpec(16_384, 256, 8_192, 4_096));
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .contains(
            "| `probes.period` | 16384 | 64 to 10^9 |",
            "| `probes.rows` | 256 | 0-4096 |",
            "| `probes.reference` | 8192 | 0, or 100 to 10^9 |",
            "| `probes.window` | 4096 | 4 to 10^9, a multiple of 4 |");
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    assertThat(probes("probes: {period: 100, rows: 20, reference: 300, window: 80}\n"))
        .isEqualTo(new ProbeSpec(100, 20, 300, 80));
    assertThat(probes("probes: {rows: 0, reference: 0}\n"))
        .isEqualTo(new ProbeSpec(16_384, 0, 0, 4_096));
  }

  @Test
  void probesMakeNoDifferenceToWhatIsLearned() throws IOException {
    String with = MinimalPipeline.TEXT + "probes: {rows: 0}\n";
    assertThat(MinimalPipeline.read(directory, with).fingerprint())
        .isEqualTo(MinimalPipeline.read(directory, MinimalPipeline.TEXT).fingerprint());
  }

  @Test
  void whatCantBeIsRefused() {
    refused(
        "probes: {window: 4098}\n",
        "p.yaml:8: probes.window is '4098'; write a multiple of 4, because it moves on by a"
            + " quarter");
    refused(
        "probes: {reference: 99}\n",
        "p.yaml:8: probes.reference is '99'; write 0, which compares nothing, or 100 or more");
    refused(
        "probes: {period: 63}\n",
        "p.yaml:8: probes.period is '63'; write a whole number from 64 to 1000000000");
    refused("probes: {row: 5}\n", "p.yaml:8: unknown key 'row' in probes; did you mean 'rows'?");
  }
}
