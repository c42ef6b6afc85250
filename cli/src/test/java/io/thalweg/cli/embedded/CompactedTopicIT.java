package io.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CompactedTopicIT {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path directory;

  @Test
  void isMadeToDropWhatIsForgottenAndNotTakenWhereItIsntCompacted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      String servers = kafka.bootstrapServers();
      TopicAdmin.ensureCompacted(servers, Map.of(), "made", HOUR);
      ConfigResource made = new ConfigResource(ConfigResource.Type.TOPIC, "made");
      Config config = admin.describeConfigs(List.of(made)).all().get().get(made);
      assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
      assertThat(config.get("max.compaction.lag.ms").value()).isEqualTo("3600000");
      TopicAdmin.ensureCompacted(servers, Map.of(), "made", HOUR);

      for (String policy : List.of("delete", "compact,delete")) {
        String name = policy.replace(',', '-');
        NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty());
        admin.createTopics(List.of(topic.configs(Map.of("cleanup.policy", policy)))).all().get();
        assertThatThrownBy(() -> TopicAdmin.ensureCompacted(servers, Map.of(), name, HOUR))
            .isInstanceOf(TopicException.class)
            .hasMessage(
                "topic '%s' on %s has cleanup.policy=%s, which drops the last records of keys; set"
                        .formatted(name, servers, policy)
                    + " it to compact alone, or name another topic");
      }
    }
  }
}
