package io.thalweg.cli.run;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a pipeline has released, as the commit log tells it. Stateless. */
public final class ReleaseHistory {
  private static final Duration POLL = Duration.ofMillis(200);

  /** The manifest of the last announced version, if there is any. */
  public static Optional<Manifest> last(PipelineConfig pipeline) throws IOException {
    Optional<ModelAnnouncement> last = Optional.empty();
    Map<String, Object> properties = new HashMap<>(pipeline.kafka());
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    TopicPartition log = new TopicPartition(pipeline.release().topic(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
      while (consumer.position(log) < end) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
          Optional<ModelAnnouncement> found = announcement(entry.value(), pipeline.name());
          last = found.isPresent() ? found : last;
        }
      }
    }
    if (last.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ArtifactReader.manifest(
            ModelStores.open(pipeline.release().storeUri()), last.get().manifestSha256()));
  }

  private static Optional<ModelAnnouncement> announcement(byte[] bytes, String model) {
    try {
      ModelAnnouncement a = ModelAnnouncement.fromBytes(bytes);
      return a.model().equals(model) ? Optional.of(a) : Optional.empty();
    } catch (ContractException e) {
      return Optional.empty();
    }
  }

  private ReleaseHistory() {}
}
