package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoriesSectionTest {
  private static final String LOOKS_BACK =
      MinimalPipeline.TEXT
          .replace("id: id}", "id: id, key: country}")
          .replace(
              "{name: country, type: categorical, buckets: 8}",
              "{name: before, type: history, of: label}");

  @TempDir private Path dir;

  private PipelineConfig read(String yaml) throws IOException {
    return MinimalPipeline.read(dir, yaml);
  }

  private void refused(String yaml, String message) {
    MinimalPipeline.refused(dir, yaml, message);
  }

  @Test
  void theTopicIsNothingElse() {
    Map<String, String> others =
        Map.of(
            "topics: {histories: payments}\n", "source.topic",
            "topics: {histories: payments.dead-letters}\n", "topics.dead-letters",
            "topics: {histories: x, dead-letters: x}\n", "topics.dead-letters",
            "topics: {histories: x, audit: x}\n", "topics.audit",
            "topics: {histories: x}\nerasure: {subject: country, topic: x}\n", "erasure.topic",
            "topics: {histories: models}\n", "release.topic",
            "topics: {histories: models.aliases}\n", "the topic of aliases");
    others.forEach(
        (yaml, what) -> {
          String topic = yaml.replaceAll("(?s).*histories: ([a-z.-]+).*", "$1");
          refused(
              LOOKS_BACK + yaml,
              "p.yaml:8: topics.histories is '%s'; write a topic that nothing else is on; %s is this"
                      .formatted(topic, what)
                  + " one");
        });
    String labels = "label: {topic: x, schema: event.avsc, id: id, field: amount, window: 1m}";
    refused(
        LOOKS_BACK.replace("label: {field: amount}", labels) + "topics: {histories: x}\n",
        "p.yaml:8: topics.histories is 'x'; write a topic that nothing else is on; label.topic is"
            + " this one");
  }

  @Test
  void aPastThatNoProducerSendsIsRefused() throws IOException {
    String far =
        LOOKS_BACK.replace(
            "of: label}", "of: label, aggregate: count, over: 10000, lag: 10000, within: 1d}");
    assertThat(read(far + "topics: {histories: h}\n").topics().histories()).contains("h");
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      fields.append("{name: f%d, type: history, field: f%d, aggregate: count,".formatted(i, i));
      fields.append(" over: 10000, lag: 10000, within: 1d}, ");
    }
    String further = far.replace("features: [", "features: [" + fields);
    assertThat(read(further).topics().histories()).isEmpty();
    long most = 5 + 12 * 1_000 + 5 * (7 + 2 + 20_000 * 12) + 7 + 20_000 * 20 + 4_096;
    refused(
        further + "topics: {histories: h}\n",
        "p.yaml:8: topics.histories is 'h'; leave it out, look back less, or set"
            + " kafka.max.request.size and the topic's max.message.bytes to %d: a key's past may"
                .formatted(most)
            + " take as much, and 1048576 is what Kafka's producer sends");
    String more = further.replace("kafka: {", "kafka: {max.request.size: " + most + ", ");
    assertThat(read(more + "topics: {histories: h}\n").topics().histories()).contains("h");
  }

  @Test
  void aServerKeepsAsMuchAsIsSaid() throws IOException {
    String published = LOOKS_BACK + "topics: {histories: h}\n";
    assertThat(read(published + "serving: {}\n").serving().orElseThrow().historiesMaxBytes())
        .isEmpty();
    PipelineConfig said = read(published + "serving: {histories-max-bytes: 64MiB}\n");
    assertThat(said.serving().orElseThrow().historiesMaxBytes()).contains(64L << 20);
    assertThat(said.fingerprint()).isEqualTo(read(published).fingerprint());
    refused(
        published + "serving: {histories-max-bytes: 5}\n",
        "p.yaml:9: serving.histories-max-bytes is '5'; write a size such as 64MB or 1GiB, from"
            + " 1048576 to 1099511627776 bytes");
    refused(
        LOOKS_BACK + "serving: {histories-max-bytes: 64MiB}\n",
        "p.yaml:8: serving.histories-max-bytes is '64MiB'; leave it out, because there is no"
            + " topics.histories");
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .contains("| `serving.histories-max-bytes` | what a server takes by itself |");
  }
}
