package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Arrival;
import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.sync.RoundMarks;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/** Adds the learners to a job. */
public final class Learners {
  private static final TypeInformation<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  /** As the other, where nothing is erased. */
  public static DataStream<byte[]> on(
      DataStream<Example> examples,
      String pipeline,
      int maxParallelism,
      LearnerOperatorConfig config) {
    return on(examples, null, pipeline, maxParallelism, config);
  }

  /**
   * One learner per parallel subtask, each with the replay groups of its key groups.
   *
   * @param erasures for every learner; null where nothing is erased
   * @return an audit record per learned event, where the configuration wants them; else nothing
   */
  public static DataStream<byte[]> on(
      DataStream<Example> examples,
      @Nullable DataStream<Arrival> erasures,
      String pipeline,
      int maxParallelism,
      LearnerOperatorConfig config) {
    DataStream<byte[]> learned =
        input(marked(examples, pipeline, config), erasures, pipeline, maxParallelism)
            .transform(pipeline + ": learn", BYTES, new LearnerOperatorFactory(config))
            .setMaxParallelism(maxParallelism)
            .uid(pipeline + "-learn");
    if (!config.audit()) {
      learned
          .sinkTo(new DiscardingSink<>())
          .name(pipeline + ": no audit")
          .uid(pipeline + "-no-audit");
    }
    return learned;
  }

  @SuppressWarnings("unchecked") // of examples alone each is an arrival
  private static DataStream<Arrival> input(
      DataStream<Example> examples,
      @Nullable DataStream<Arrival> erasures,
      String pipeline,
      int maxParallelism) {
    if (erasures == null) {
      return (DataStream<Arrival>)
          (DataStream<?>) KeyGroupExchange.byKeyGroup(examples, Example::keyHash, maxParallelism);
    }
    DataStream<Arrival> arrivals =
        examples
            .map(example -> (Arrival) example, ValueTypeInfo.ARRIVAL)
            .setParallelism(examples.getParallelism())
            .name(pipeline + ": examples and erasures")
            .uid(pipeline + "-examples-and-erasures");
    return KeyGroupExchange.byKeyGroup(
            arrivals, arrival -> ((Example) arrival).keyHash(), maxParallelism)
        .union(erasures.broadcast());
  }

  /** A lone learner heeds no marks, but the count goes on for when there are more again. */
  private static DataStream<Example> marked(
      DataStream<Example> examples, String pipeline, LearnerOperatorConfig config) {
    RoundMarks marks = config.rounds().marks();
    if (marks == null) {
      return examples;
    }
    return examples
        .transform(pipeline + ": mark rounds", ValueTypeInfo.EXAMPLE, new MarkOperator(marks))
        .setParallelism(1)
        .uid(pipeline + "-marks");
  }

  private Learners() {}
}
