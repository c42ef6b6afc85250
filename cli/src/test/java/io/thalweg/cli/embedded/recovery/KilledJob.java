package io.thalweg.cli.embedded.recovery;

import java.time.Duration;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A process of its own: writes 1..n to a topic, exactly once, and dies where it is told.
 *
 * <p>Source, sink and both killers form one chain. A chain notifies its operators of a completed
 * checkpoint from the tail to the head, and the branch that was added first is the tail. So the
 * side branch hears of it before the sink's committer, and the head after it.
 */
final class KilledJob {
  static final int HALTED = 137;

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(150);
  private static final long NANOS_PER_RECORD = 1_000_000;

  private KilledJob() {}

  /** Arguments: bootstrap servers, topic, n, checkpoint directory, kill point, naming, restore. */
  public static void main(String[] args) throws Exception {
    KillPoint killPoint = KillPoint.valueOf(args[4]);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration(args[3], args[6]));
    DataStream<Long> numbers =
        env.fromSequence(1, Long.parseLong(args[2]))
            .map(
                new Killer(
                    switch (killPoint) {
                      case BEFORE_COMPLETION -> Killer.At.SNAPSHOT;
                      case AFTER_COMMIT -> Killer.At.NOTIFICATION;
                      case BEFORE_COMMIT, NEVER -> Killer.At.NOWHERE;
                    },
                    2,
                    NANOS_PER_RECORD))
            .uid("head");
    numbers
        .map(
            new Killer(
                killPoint == KillPoint.BEFORE_COMMIT ? Killer.At.NOTIFICATION : Killer.At.NOWHERE,
                2,
                0))
        .uid("side")
        .sinkTo(new DiscardingSink<>())
        .uid("discard");
    numbers
        .map(String::valueOf)
        .returns(Types.STRING)
        .uid("text")
        .sinkTo(sink(args[0], args[1], TransactionNamingStrategy.valueOf(args[5])))
        .uid("kafka");
    env.execute("killed");
  }

  private static Configuration configuration(String checkpoints, String restore) {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    if (!restore.isEmpty()) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
    }
    return config;
  }

  private static KafkaSink<String> sink(
      String bootstrapServers, String topic, TransactionNamingStrategy naming) {
    return KafkaSink.<String>builder()
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix("killed")
        .setTransactionNamingStrategy(naming)
        .setProperty("transaction.timeout.ms", "600000")
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<String>builder()
                .setTopic(topic)
                .setValueSerializationSchema(new SimpleStringSchema())
                .build())
        .build();
  }
}
