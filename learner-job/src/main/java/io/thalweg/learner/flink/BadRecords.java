package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Tally;
import io.thalweg.learner.release.BadRecordsSpec;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Adds to a job what holds releases back while too many records are bad. */
public final class BadRecords {
  /**
   * One task looks at all that comes in. Nothing comes out of it.
   *
   * @param deadLetters the topic that bad records go to
   */
  public static void watch(
      DataStream<Tally> tallies, String pipeline, BadRecordsSpec spec, String deadLetters) {
    var unused =
        tallies
            .transform(
                pipeline + ": watch bad records",
                Types.VOID,
                new BadRecordsOperatorFactory(spec, deadLetters))
            .setParallelism(1)
            .uid(pipeline + "-bad-records");
  }

  private BadRecords() {}
}
