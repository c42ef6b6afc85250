package io.thalweg.learner;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.release.kafka.KafkaReleaseLog;
import io.thalweg.schemas.Topics;

/** What a pipeline does with Kafka, and so has to be allowed to. Stateless. */
public final class PipelineAccess {
  private static final String COMMITS = "commit.offsets.on.checkpoint";

  /** What it reads: all that a rebuild does, too. */
  public static KafkaAccess reading(PipelineConfig pipeline) {
    KafkaAccess access =
        KafkaAccess.of(pipeline.bootstrapServers(), pipeline.kafka())
            .reads(pipeline.source().topic());
    if (pipeline.labels() instanceof LabelSpec.FromTopic labels) {
      access.reads(labels.topic());
    }
    pipeline.predictions().ifPresent(predictions -> access.reads(predictions.topic()));
    pipeline.topics().erasures().ifPresent(access::reads);
    if (!"false".equals(pipeline.kafka().get(COMMITS))) {
      access.commitsAs(pipeline.kafka().getOrDefault("group.id", pipeline.name()));
    }
    return access;
  }

  /** All that a run does. */
  public static KafkaAccess of(PipelineConfig pipeline) {
    KafkaAccess access =
        reading(pipeline)
            .reads(pipeline.release().topic())
            .writes(pipeline.release().topic())
            .transactsAs(KafkaReleaseLog.transactionalId(pipeline.name()))
            .writes(pipeline.topics().deadLetters())
            .transactsUnder(LearnerJob.deadLetters(pipeline));
    pipeline
        .topics()
        .audit()
        .ifPresent(topic -> access.writes(topic).transactsUnder(LearnerJob.audit(pipeline)));
    pipeline
        .topics()
        .histories()
        .ifPresent(topic -> access.writes(topic).transactsUnder(LearnerJob.histories(pipeline)));
    if (pipeline.serving().isPresent()) {
      access.reads(Topics.aliases(pipeline.release().topic()));
      pipeline.topics().histories().ifPresent(access::reads);
    }
    return access;
  }

  private PipelineAccess() {}
}
