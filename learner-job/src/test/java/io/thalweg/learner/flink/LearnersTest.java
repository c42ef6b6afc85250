package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.sync.RoundConfig;
import io.thalweg.learner.sync.RoundConfig.Transport;
import io.thalweg.learner.sync.RoundMarks;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearnersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theSameOperatorsRunWhateverTheNumberOfLearnersSoThatStateFindsThem() {
    assertThat(uids(1)).isEqualTo(uids(2)).contains("p-marks", "p-learn");
  }

  private static List<String> uids(int learners) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(learners);
    env.setMaxParallelism(16);
    var examples =
        env.fromSequence(1, 2)
            .<Example>map(
                x -> {
                  throw new IllegalStateException("nobody runs this");
                })
            .returns(ValueTypeInfo.EXAMPLE);
    Learners.on(examples, "p", 16, config(null));
    return env.getStreamGraph().getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .flatMap(Stream::ofNullable)
        .sorted()
        .toList();
  }

  /** Of a job that nobody runs. */
  static LearnerOperatorConfig config(@Nullable String checkpoints) {
    FeatureSpec features =
        new FeatureSpec(
            List.of(new Feature.Numeric("x", "x", Transform.NONE, Scaling.NONE, -1, 1)));
    return new LearnerOperatorConfig(
        new ModelSpec("p", features, List.of(), new Head.Multiclass(2), 3),
        new TrainingConfig(8, 0, new OptimizerSpec.Sgd(1, 0)),
        (model, rows) -> {
          throw new IllegalStateException("nobody runs this");
        },
        new ReplaySpec(
            16,
            1,
            Retention.WINDOW,
            new ReplaySpec.Uniform(),
            Duration.ZERO,
            new ReplaySpec.Tiers(1 << 16, 1 << 20, 0, 0),
            5),
        new RoundConfig(
            40, SECOND, SECOND, SECOND, Transport.TCP, Duration.ZERO, new RoundMarks(8, 40, 20)),
        new ReleaseConfig("", "", Map.of()),
        (model, release) -> {
          throw new IllegalStateException("nobody runs this");
        },
        Duration.ZERO,
        true,
        false,
        checkpoints);
  }
}
