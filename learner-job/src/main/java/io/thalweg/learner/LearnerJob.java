package io.thalweg.learner;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.flink.DeadLetterSink;
import io.thalweg.ingestion.flink.IngestionConfig;
import io.thalweg.ingestion.flink.IngestionPipeline;
import io.thalweg.ingestion.flink.InputOrder;
import io.thalweg.ingestion.flink.OnBadRecord;
import io.thalweg.ingestion.flink.PastSink;
import io.thalweg.ingestion.flink.PastUpdate;
import io.thalweg.ingestion.flink.Position;
import io.thalweg.ingestion.flink.Streams;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.flink.BadRecords;
import io.thalweg.learner.flink.LearnerOperatorConfig;
import io.thalweg.learner.flink.Learners;
import io.thalweg.learner.release.EnteredLog;
import io.thalweg.learner.release.PipelineFacts;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.release.ReleaseLog;
import io.thalweg.learner.release.ReleaseLogFactory;
import io.thalweg.learner.release.SilentLog;
import io.thalweg.learner.release.WantedRound;
import io.thalweg.learner.release.kafka.KafkaReleaseLog;
import io.thalweg.learner.train.GradientEngineFactory;
import io.thalweg.model.store.ModelStores;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/** Puts the job together: ingestion, learners, sinks. */
public final class LearnerJob {
  /** The number of replay groups. */
  public static final int MAX_PARALLELISM = PipelineConfig.GROUPS;

  /** Adds the pipeline to an environment whose configuration comes from {@link JobSettings}. */
  public static void build(StreamExecutionEnvironment env, PipelineConfig pipeline)
      throws TopicException {
    build(env, pipeline, pipeline.engine());
  }

  /** As the other, with engines of the caller's. */
  public static void build(
      StreamExecutionEnvironment env, PipelineConfig pipeline, GradientEngineFactory engines)
      throws TopicException {
    Streams streams = ingest(env, pipeline, pipeline.onBadRecord());
    // The sink is there whatever becomes of bad records: a checkpoint may hold its transactions.
    streams
        .deadLetters()
        .sinkTo(
            DeadLetterSink.create(
                pipeline.bootstrapServers(),
                pipeline.kafka(),
                pipeline.topics().deadLetters(),
                deadLetters(pipeline)))
        .name(pipeline.name() + ": dead letters")
        .uid(deadLetters(pipeline));
    publish(streams, pipeline);
    BadRecords.watch(
        streams.tallies(), pipeline.name(), pipeline.badRecords(), pipeline.topics().deadLetters());
    learn(streams, pipeline, learners(pipeline, engines, LearnerJob::log, null));
  }

  /** All updates of a key go through one writer, so that they stay in their order. */
  private static void publish(Streams streams, PipelineConfig pipeline) {
    DataStream<PastUpdate> pasts = streams.pasts();
    if (pasts == null) {
      return;
    }
    String topic = pipeline.topics().histories().orElseThrow();
    pasts
        .keyBy(update -> update.key().key(), Types.STRING)
        .sinkTo(
            PastSink.create(
                pipeline.bootstrapServers(), pipeline.kafka(), topic, histories(pipeline)))
        .name(pipeline.name() + ": histories")
        .uid(histories(pipeline));
  }

  /**
   * Adds what learns, without anything that others could hear of: refused records and announcements
   * go nowhere. The model of the wanted round goes into the pipeline's store.
   */
  public static void rebuild(
      StreamExecutionEnvironment env, PipelineConfig pipeline, WantedRound wanted)
      throws TopicException {
    if (pipeline.topics().audit().isPresent()) {
      throw new IllegalArgumentException("a rebuild writes no audit records");
    }
    learn(
        ingest(env, pipeline, OnBadRecord.DEAD_LETTER),
        pipeline,
        learners(pipeline, pipeline.engine(), (model, log) -> new SilentLog(), wanted));
  }

  /** Adds what reads, decodes and joins. What comes out of it goes nowhere. */
  public static void readAlone(StreamExecutionEnvironment env, PipelineConfig pipeline)
      throws TopicException {
    ingest(env, pipeline, pipeline.onBadRecord())
        .examples()
        .sinkTo(new DiscardingSink<>())
        .name(pipeline.name() + ": nobody learns")
        .uid(pipeline.name() + "-nobody");
  }

  private static Streams ingest(
      StreamExecutionEnvironment env, PipelineConfig pipeline, OnBadRecord onBadRecord)
      throws TopicException {
    InputOrder order = order(pipeline);
    env.setParallelism(pipeline.learners());
    // On every vertex: one that differs could not be restored at another parallelism.
    env.setMaxParallelism(MAX_PARALLELISM);
    return IngestionPipeline.examples(env, ingestion(pipeline, order, onBadRecord));
  }

  private static void learn(
      Streams streams, PipelineConfig pipeline, LearnerOperatorConfig learners) {
    DataStream<byte[]> learned =
        Learners.on(
            streams.examples(), streams.erasures(), pipeline.name(), MAX_PARALLELISM, learners);
    pipeline
        .topics()
        .audit()
        .ifPresent(
            topic ->
                learned
                    .sinkTo(
                        AuditSink.create(
                            pipeline.bootstrapServers(), pipeline.kafka(), topic, audit(pipeline)))
                    .name(pipeline.name() + ": audit")
                    .uid(audit(pipeline)));
  }

  /** The operator, and what its transactional ids begin with. */
  static String deadLetters(PipelineConfig pipeline) {
    return pipeline.name() + "-dead-letters";
  }

  /** Likewise. */
  static String audit(PipelineConfig pipeline) {
    return pipeline.name() + "-audit";
  }

  /** Likewise. */
  static String histories(PipelineConfig pipeline) {
    return pipeline.name() + "-histories";
  }

  private static InputOrder order(PipelineConfig pipeline) throws TopicException {
    if (!pipeline.deterministic()) {
      return new InputOrder.AsTheyCome();
    }
    String servers = pipeline.bootstrapServers();
    int events = TopicAdmin.partitions(servers, pipeline.kafka(), pipeline.source().topic());
    int labels =
        pipeline.labels() instanceof LabelSpec.FromTopic t
            ? TopicAdmin.partitions(servers, pipeline.kafka(), t.topic())
            : 0;
    return new InputOrder.Merged(events, labels);
  }

  private static IngestionConfig ingestion(
      PipelineConfig pipeline, InputOrder order, OnBadRecord onBadRecord) {
    return new IngestionConfig(
        pipeline.bootstrapServers(),
        pipeline.kafka(),
        pipeline.source(),
        pipeline.labels(),
        pipeline.model().features(),
        pipeline.topics().deadLetters(),
        onBadRecord,
        pipeline.streaming().dedupWindow(),
        pipeline.streaming().outOfOrderness(),
        pipeline.streaming().idleAfter(),
        order,
        pipeline.name(),
        pipeline.predictions().orElse(null),
        pipeline.topics().erasures().orElse(null),
        pipeline.reading(),
        pipeline.topics().histories().isPresent());
  }

  private static ReleaseLog log(String model, ReleaseConfig config) {
    return new EnteredLog(
        KafkaReleaseLog.open(model, config), ModelStores.entries(config.storeUri()));
  }

  private static LearnerOperatorConfig learners(
      PipelineConfig pipeline,
      GradientEngineFactory engines,
      ReleaseLogFactory logs,
      @Nullable WantedRound wanted) {
    return new LearnerOperatorConfig(
        pipeline.model(),
        pipeline.training(),
        pipeline.drift(),
        engines,
        pipeline.replay(),
        pipeline.rounds(),
        new ReleaseConfig(
            pipeline.release().storeUri(),
            pipeline.release().topic(),
            pipeline.kafka(),
            pipeline.release().every(),
            facts(pipeline),
            wanted,
            pipeline.release().signingKey().map(Path::toString).orElse(null)),
        logs,
        pipeline.flushAfter(),
        pipeline.deterministic(),
        pipeline.topics().audit().isPresent(),
        JobSettings.checkpoints(pipeline).toString(),
        pipeline.warmStart().orElse(null),
        pipeline.race(),
        pipeline.probes());
  }

  private static PipelineFacts facts(PipelineConfig pipeline) {
    String labels = pipeline.labels() instanceof LabelSpec.FromTopic l ? l.topic() : null;
    // Joins, the removal of duplicates and the merge of a deterministic run keep records back.
    boolean inOrder =
        labels == null
            && pipeline.streaming().dedupWindow().isZero()
            && !pipeline.deterministic()
            && pipeline.predictions().isEmpty();
    return new PipelineFacts(
        pipeline.fingerprint(),
        pipeline.source().topic(),
        labels,
        inOrder,
        pipeline.replay().seed(),
        pipeline.deterministic(),
        pipeline.training().negatives().share(),
        files(pipeline.reading().backfill()));
  }

  private static Map<Integer, String> files(@Nullable BackfillSpec backfill) {
    return backfill == null
        ? Map.of()
        : backfill.files().stream()
            .map(InputFile::name)
            .collect(Collectors.toMap(Position::partitionOf, name -> name));
  }

  private LearnerJob() {}
}
