package io.thalweg.cli.run;

import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The oldest record that a pipeline has refused, in words. Stateless. */
public final class FirstDeadLetter {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Place and reason of the first refused record; empty if none is to be read soon. */
  public static Optional<String> of(PipelineConfig pipeline) {
    Map<String, Object> properties = new HashMap<>(pipeline.kafka());
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    TopicPartition letters = new TopicPartition(pipeline.topics().deadLetters(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(letters));
      consumer.seekToBeginning(List.of(letters));
      for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(PATIENCE)) {
        String topic = text(letter, DeadLetterHeaders.TOPIC);
        String partition = text(letter, DeadLetterHeaders.PARTITION);
        String offset = text(letter, DeadLetterHeaders.OFFSET);
        String place =
            partition.equals(String.valueOf(DeadLetterHeaders.FILE))
                ? "%s:%s".formatted(topic, offset)
                : "%s/%s at offset %s".formatted(topic, partition, offset);
        return Optional.of(place + ": " + text(letter, DeadLetterHeaders.REASON));
      }
    } catch (AuthorizationException e) {
      return Optional.empty(); // who may only write there has no letter to show
    }
    return Optional.empty();
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private FirstDeadLetter() {}
}
