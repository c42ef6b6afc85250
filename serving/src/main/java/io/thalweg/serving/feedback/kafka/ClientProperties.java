package io.thalweg.serving.feedback.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Of properties that a consumer was told, those that another client can have. Stateless. */
final class ClientProperties {
  private ClientProperties() {}

  /**
   * Leaves out what is a consumer's alone. What Kafka doesn't know by name stays, as it is read by
   * plugins: providers of secrets, callbacks of a login.
   *
   * @param names that the other client knows
   */
  static Map<String, Object> known(Map<String, String> properties, Set<String> names) {
    Map<String, Object> known = new HashMap<>(properties);
    known
        .keySet()
        .removeIf(name -> ConsumerConfig.configNames().contains(name) && !names.contains(name));
    return known;
  }
}
