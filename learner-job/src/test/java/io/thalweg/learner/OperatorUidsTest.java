package io.thalweg.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A savepoint finds its operators by these names: one that changes loses what it had. */
class OperatorUidsTest {
  private static final String PIPELINE =
      """
      name: shop
      learners: 2
      kafka: {bootstrap.servers: "127.0.0.1:1"}
      source: {topic: t, schema: e.avsc, id: id}
      features: [{name: price, type: numeric}]
      model: {layers: [8], head: binary}
      training: {optimizer: {type: adam}}
      """;

  @TempDir Path directory;

  @BeforeEach
  void writeTheSchema() throws IOException {
    Files.writeString(
        directory.resolve("e.avsc"),
        """
        {"type": "record", "name": "E", "fields": [
          {"name": "id", "type": "long"},
          {"name": "price", "type": "double"},
          {"name": "bought", "type": "int"}]}
        """);
  }

  @Test
  void operatorsOfAPipelineWithLateLabelsAndAnAuditKeepTheirNames() throws Exception {
    assertThat(
            uids(
                """
                label: {topic: l, schema: e.avsc, id: id, field: bought, window: 10s}
                topics: {audit: learned}
                """))
        .containsExactlyInAnyOrder(
            "shop-events-source",
            "shop-events-split",
            "shop-labels-source",
            "shop-labels-split",
            "shop-label-join",
            "shop-bad-records",
            "shop-learn",
            "shop-audit",
            "Sink Committer: shop-audit",
            "shop-dead-letters",
            "Sink Committer: shop-dead-letters");
  }

  @Test
  void operatorsOfAPipelineWithLabelsInTheEventKeepTheirNames() throws Exception {
    assertThat(
            uids(
                """
                label: {field: bought}
                streaming: {dedup-window: 1m}
                """))
        .containsExactlyInAnyOrder(
            "shop-events-source",
            "shop-events-split",
            "shop-dedup",
            "shop-bad-records",
            "shop-learn",
            "shop-no-audit",
            "shop-dead-letters",
            "Sink Committer: shop-dead-letters");
  }

  @Test
  void operatorsOfAPipelineThatPublishesHistoriesKeepTheirNames() throws Exception {
    String histories =
        PIPELINE
            .replace("id: id}", "id: id, key: id}")
            .replace(
                "[{name: price, type: numeric}]",
                "[{name: last, type: history, field: price}, {name: y, type: history, of: label}]");
    assertThat(
            uids(
                histories,
                """
                label: {topic: l, schema: e.avsc, id: id, field: bought, window: 10s}
                topics: {histories: h}
                """))
        .contains(
            "shop-field-history",
            "shop-newest-field-history",
            "shop-label-history",
            "shop-newest-label-history",
            "shop-histories",
            "Sink Committer: shop-histories");
    assertThat(uids(histories, "label: {field: bought}\ntopics: {histories: h}\n"))
        .contains("shop-history", "shop-newest-history", "shop-histories");
    assertThat(uids(histories, "label: {field: bought}\n"))
        .contains("shop-history")
        .doesNotContain("shop-newest-history", "shop-histories");
  }

  private List<String> uids(String rest) throws Exception {
    return uids(PIPELINE, rest);
  }

  private List<String> uids(String first, String rest) throws Exception {
    PipelineConfig pipeline =
        PipelineFile.read(Files.writeString(directory.resolve("p.yaml"), first + rest));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(JobSettings.of(pipeline));
    LearnerJob.build(env, pipeline);
    return env.getStreamGraph().getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .toList();
  }
}
