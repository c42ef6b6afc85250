package io.thalweg.learner;

import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * Whether a pipeline has an operator for all that a checkpoint or savepoint keeps: Flink restores
 * nothing otherwise, and knows operators by hashes alone. Stateless.
 */
public final class KeptState {
  private static final String METADATA = "_metadata";

  /**
   * Why the pipeline can't go on from there, in the words of its file; empty if it can.
   *
   * @param kept the directory of a checkpoint or savepoint
   * @throws IOException if it can't be read
   */
  public static Optional<String> misfit(PipelineConfig pipeline, Path kept)
      throws IOException, TopicException {
    Set<String> uids = uids(pipeline);
    String prefix = pipeline.name() + "-";
    return operators(kept).stream()
        .filter(KeptState::hasState)
        .flatMap(operator -> operator.getOperatorUid().stream())
        .filter(uid -> !uids.contains(uid))
        .sorted()
        .findFirst()
        .map(uid -> misfit(uid, prefix, kept));
  }

  private static String misfit(String uid, String prefix, Path kept) {
    int at = uid.indexOf(prefix);
    String what =
        at < 0
            ? "another name: its operator '%s' is none of this pipeline's; put name back"
                .formatted(uid)
            : OperatorOrigin.of(uid.substring(at + prefix.length()));
    return "%s has state of %s, or begin anew with --fresh".formatted(kept, what);
  }

  private static Collection<OperatorState> operators(Path kept) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(kept.resolve(METADATA))))) {
      return Checkpoints.loadCheckpointMetadata(
              in, KeptState.class.getClassLoader(), kept.toUri().toString())
          .getOperatorStates();
    }
  }

  /** As Flink sees it: what has none may be missing. */
  private static boolean hasState(OperatorState operator) {
    return operator.getCoordinatorState() != null
        || operator.getStates().stream().anyMatch(OperatorSubtaskState::hasState);
  }

  private static Set<String> uids(PipelineConfig pipeline) throws TopicException {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(JobSettings.of(pipeline));
    LearnerJob.build(env, pipeline);
    return env.getStreamGraph().getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .collect(Collectors.toSet());
  }

  private KeptState() {}
}
