package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.RateSchedule;
import io.thalweg.model.optimize.WeightDecay;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline says of training. */
class TrainingSectionTest {
  @TempDir Path dir;

  private PipelineConfig read(String yaml) throws IOException {
    return MinimalPipeline.read(dir, yaml);
  }

  private void refused(String yaml, String message) {
    MinimalPipeline.refused(dir, yaml, message);
  }

  @Test
  void howGradientsBecomeStepsStandsBesideTheOptimizersConstants() throws IOException {
    String file =
        MinimalPipeline.TEXT.replace(
            "training: {optimizer: {type: adam}}",
            """
                training:
                  accumulate: 4
                  optimizer:
                    {type: adam, weight-decay: 0.125, decay-of: all, clip-norm: 2, schedule:
                    {type: cosine, steps: 1000, warm-up: 10, floor: 0.5}}
                """);
    assertThat(read(file).training().descent())
        .isEqualTo(
            new DescentSpec(
                new WeightDecay(0.125f, WeightDecay.Of.ALL),
                2,
                new RateSchedule(new RateSchedule.Cosine(1000), 10, 0.5),
                4));
    refused(
        file.replace("accumulate: 4", "accumulate: 0"),
        "p.yaml:8: training.accumulate is '0'; write a whole number from 1 to 1024");
    refused(
        file.replace("accumulate", "acumulate"),
        "p.yaml:8: unknown key 'acumulate' in training; did you mean 'accumulate'?");
    refused(
        file.replace("clip-norm", "clip-morn"),
        "p.yaml:10: unknown key 'clip-morn' in training.optimizer; did you mean 'clip-norm'?");
    refused(
        file.replace("warm-up", "warmup"),
        "p.yaml:11: unknown key 'warmup' in training.optimizer.schedule; did you mean 'warm-up'?");
  }

  @Test
  void aStepOfMoreNumbersThanABufferHoldsIsRefused() {
    refused(
        MinimalPipeline.TEXT
            .replace("buckets: 8", "buckets: 32")
            .replace(
                "training: {",
                "training: {batch: 65536, replay-per-fresh: 64, strategy: {type: mir}, "),
        "p.yaml:7: training.batch is '65536'; write less, or replay less: fresh and replayed rows"
            + " of a step are up to 20971520 of 32 columns, want up to 536870911 numbers");
  }

  @Test
  void expertsHaveTheirRowsMarkedAndMomentsOfTheirOwn() throws IOException {
    String experts =
        MinimalPipeline.TEXT.replace("{head: regression}", "{type: experts, head: regression}");
    PipelineConfig read = read(experts);
    assertThat(read.training().columnBytes(read.model())).isEqualTo(4);
    refused(
        experts.replace("training: {", "training: {strategy: {type: der}, "),
        "p.yaml:7: training.strategy is a mapping; write er beside model.type: experts, which"
            + " forget nothing that another learns");
    refused(
        experts.replace("training: {", "training: {strategy: {type: lwf}, "),
        "p.yaml:7: training.strategy is a mapping; write er beside model.type: experts, which"
            + " forget nothing that another learns");
    refused(
        experts.replace("training: {", "training: {accumulate: 2, "),
        "p.yaml:7: training.accumulate is '2'; write 1 beside model.type: experts, each of which"
            + " has gradients of its own");
    refused(
        experts + "replay: {selection: prioritized}\n",
        "p.yaml:8: replay.selection is 'prioritized'; write uniform or recency beside model.type:"
            + " experts");
    refused(
        experts + "replay: {retention: loss-aware}\n",
        "p.yaml:8: replay.retention is 'loss-aware'; write any other beside model.type: experts");
    refused(
        experts.replace("{type: adam}", "{type: adafactor}"),
        "p.yaml:7: training.optimizer is a mapping; write any other beside model.type: experts,"
            + " each of which has moments of its own");
  }
}
