package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.NegativeSampling;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NegativesSectionTest {
  private static final String BINARY =
      MinimalPipeline.TEXT.replace("head: regression", "head: binary");

  @TempDir private Path directory;

  private static String with(String keys) {
    return BINARY.replace("{field: amount}", "{field: amount, " + keys + "}");
  }

  private void refused(String text, String message) {
    MinimalPipeline.refused(directory, text, message);
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    PipelineConfig p = MinimalPipeline.read(directory, BINARY);
    assertThat(p.training().negatives()).isEqualTo(NegativeSampling.NONE);
    p = MinimalPipeline.read(directory, with("negative-sampling: {keep: 0.1}"));
    assertThat(p.training().negatives()).isEqualTo(new NegativeSampling(0.1, p.model().seed()));
    p = MinimalPipeline.read(directory, with("negative-sampling: {keep: 1}"));
    assertThat(p.training().negatives().isNone()).isTrue();
  }

  @Test
  void challengersLearnTheSame() throws IOException {
    PipelineConfig p =
        MinimalPipeline.read(
            directory,
            with("negative-sampling: {keep: 0.1}")
                + "challengers: {candidates: [{name: a, model: {layers: [8]}}]}\n");
    assertThat(p.race().challengers().get(0).training().negatives())
        .isEqualTo(p.training().negatives());
  }

  @Test
  void refusesWhatHasNoNegativesOrKeepsNone() {
    refused(
        with("negative-sampling: {keep: 0.1}").replace("head: binary", "head: regression"),
        "p.yaml:4: label.negative-sampling can't be here; leave it out, because model.head isn't"
            + " binary and only there is a class 0 'no'");
    for (String share : new String[] {"0", "1.5", "-0.1"}) {
      refused(
          with("negative-sampling: {keep: " + share + "}"),
          "p.yaml:4: label.negative-sampling.keep is '%s'; write a number from 1.0E-6 to 1.0"
              .formatted(share));
    }
    refused(
        with("negative-sampling: {}"),
        "p.yaml:4: label.negative-sampling has no key 'keep'; write a number from 1.0E-6 to 1.0");
    refused(
        with("negative-sampling: {keep: 0.1, share: 1}"),
        "p.yaml:4: unknown key 'share' in label.negative-sampling; known keys: keep");
  }
}
