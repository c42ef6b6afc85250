package io.thalweg.cli.run;

import io.thalweg.ingestion.SourceSpec;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.HistoriesConfig.TimeUnit;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/** What a pipeline tells its servers of its topic of histories. Stateless. */
public final class ServedHistories {
  private ServedHistories() {}

  /** None where the pipeline has no such topic. */
  public static HistoriesConfig of(PipelineConfig pipeline) {
    SourceSpec source = pipeline.source();
    String key = source.key() == null ? source.id() : source.key();
    long maxBytes =
        pipeline
            .serving()
            .flatMap(PipelineConfig.Serving::historiesMaxBytes)
            .orElseGet(() -> HistoriesConfig.defaultBytes(1));
    return pipeline
        .topics()
        .histories()
        .map(
            topic ->
                new HistoriesConfig(
                    Map.of(
                        pipeline.name(),
                        new Followed(topic, key, source.time(), unit(source), maxBytes))))
        .orElse(HistoriesConfig.NONE);
  }

  private static TimeUnit unit(SourceSpec source) {
    Schema schema = new Schema.Parser().parse(source.schemaJson());
    String path = source.time();
    while (path != null) {
      int dot = path.indexOf('.');
      schema = present(schema.getField(dot < 0 ? path : path.substring(0, dot)).schema());
      path = dot < 0 ? null : path.substring(dot + 1);
    }
    LogicalType type = schema.getLogicalType();
    return type != null && type.getName().equals("timestamp-micros")
        ? TimeUnit.MICROS
        : TimeUnit.MILLIS;
  }

  private static Schema present(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElse(schema)
        : schema;
  }
}
