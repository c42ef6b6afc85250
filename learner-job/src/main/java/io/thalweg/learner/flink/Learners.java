package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.sync.RoundMarks;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Adds the learners to a job. */
public final class Learners {
  private static final TypeInformation<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  /**
   * One learner per parallel subtask, each with the replay groups of its key groups.
   *
   * @return an audit record per learned event, where the configuration wants them; else nothing
   */
  public static DataStream<byte[]> on(
      DataStream<Example> examples,
      String pipeline,
      int maxParallelism,
      LearnerOperatorConfig config) {
    DataStream<byte[]> learned =
        KeyGroupExchange.byKeyGroup(
                marked(examples, pipeline, config), Example::keyHash, maxParallelism)
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
