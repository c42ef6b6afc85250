package io.thalweg.cli.run;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What has been released, as the commit log tells it. Stateless. */
public final class ReleaseHistory {
  private static final Duration POLL = Duration.ofMillis(200);

  /** The manifest of the last released version, if there is any. */
  public static Optional<Manifest> last(PipelineConfig pipeline) throws IOException {
    String last = null;
    for (ModelAnnouncement a : announcements(pipeline.kafka(), pipeline.release().topic())) {
      last = a.model().equals(pipeline.name()) && !a.preview() ? a.manifestSha256() : last;
    }
    if (last == null) {
      return Optional.empty();
    }
    return Optional.of(
        ArtifactReader.manifest(ModelStores.open(pipeline.release().storeUri()), last));
  }

  /** Versions of all models and previews of them, in the order of the log as it stands. */
  public static List<ModelAnnouncement> announcements(Map<String, String> kafka, String topic) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    TopicPartition log = new TopicPartition(topic, 0);
    List<ModelAnnouncement> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
      while (consumer.position(log) < end) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
          announcement(entry.value()).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  private static Optional<ModelAnnouncement> announcement(byte[] bytes) {
    try {
      return Optional.of(ModelAnnouncement.fromBytes(bytes));
    } catch (ContractException e) {
      return Optional.empty(); // whatever it is, it's no announcement
    }
  }

  private ReleaseHistory() {}
}
