package io.thalweg.learner.release;

import io.thalweg.ingestion.flink.Position;
import io.thalweg.learner.sync.Offsets;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Fingerprints;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says where a version comes from. Immutable. */
public final class Provenances {
  private final PipelineFacts pipeline;
  private final int learners;
  private final String kernel;

  /**
   * For one start of a team of learners.
   *
   * @param kernel what computes the gradients
   */
  public Provenances(PipelineFacts pipeline, int learners, String kernel) {
    this.pipeline = pipeline;
    this.learners = learners;
    this.kernel = kernel;
  }

  /**
   * Of a version that contains these offsets.
   *
   * @param spec what learns
   * @param challenger that was promoted; empty for the pipeline's own model
   */
  Provenance of(ModelSpec spec, String challenger, Offsets offsets) {
    Map<String, Map<Integer, OffsetRange>> ranges = new TreeMap<>();
    Map<String, Map<Integer, Long>> through = new TreeMap<>();
    offsets
        .byLane()
        .forEach(
            (lane, span) -> {
              String file = file(lane.partition());
              String topic = file == null ? topic(lane.input()) : Provenance.FILE + file;
              if (span.to() > span.from()) {
                ranges
                    .computeIfAbsent(topic, t -> new TreeMap<>())
                    .put(
                        file == null ? lane.partition() : 0,
                        new OffsetRange(span.from(), span.to()));
              }
              if (file == null && pipeline.inOrder() && span.through() > 0) {
                through
                    .computeIfAbsent(topic, t -> new TreeMap<>())
                    .put(lane.partition(), span.through());
              }
            });
    return new Provenance(
        learners,
        pipeline.deterministic(),
        kernel,
        Map.of("model", spec.seed(), "replay", pipeline.replaySeed()),
        Map.of(
            Provenance.SPEC,
            Fingerprints.ofSpec(spec),
            Provenance.FEATURES,
            Fingerprints.ofFeatures(spec),
            Provenance.PIPELINE,
            pipeline.fingerprint()),
        ranges,
        through,
        challenger.isEmpty() ? null : challenger,
        pipeline.negativesKept());
  }

  /** The name of a file's, or what is left of it where the pipeline names it no more. */
  private @Nullable String file(int partition) {
    return Position.isOfFile(partition)
        ? pipeline.files().getOrDefault(partition, "#%08x".formatted(partition))
        : null;
  }

  private String topic(Input input) {
    return switch (input) {
      case EVENTS -> pipeline.eventsTopic();
      case LABELS ->
          pipeline.labelsTopic() == null ? pipeline.eventsTopic() : pipeline.labelsTopic();
    };
  }
}
