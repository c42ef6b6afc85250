package io.thalweg.serving.feedback.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a topic as the brokers like theirs, where it is missing; waits for 1 s at most. */
final class TopicCreation implements Consumer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);
  private static final int WITHIN_MILLIS = 1_000;

  private final Map<String, Object> config;

  /**
   * Connects for each topic anew.
   *
   * @param properties of the Kafka client
   */
  TopicCreation(Map<String, String> properties) {
    this.config = ClientProperties.known(properties, AdminClientConfig.configNames());
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WITHIN_MILLIS);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WITHIN_MILLIS);
  }

  @Override
  public void accept(String topic) {
    NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
    try (Admin admin = Admin.create(config)) {
      admin.createTopics(List.of(wanted)).all().get(WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        LOG.warn(
            "topic {} can't be made, it may be there: {}", topic, String.valueOf(e.getCause()));
      }
    } catch (KafkaException | TimeoutException e) {
      LOG.warn("topic {} can't be made, it may be there: {}", topic, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
