package io.thalweg.ingestion.kafka;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A topic that can't be used. The message is one line for the user. */
public final class TopicException extends Exception {
  /**
   * Of a client that has met {@code cause} at a topic.
   *
   * @param properties of the client, {@code bootstrap.servers} among them
   * @param patience how long it has waited, if it is about an answer that didn't come
   */
  public static TopicException of(
      Map<String, String> properties, String topic, Throwable cause, Duration patience) {
    String servers = properties.getOrDefault("bootstrap.servers", "");
    ClientFailure client = new ClientFailure(servers, properties);
    return new TopicException(TopicAdmin.text(client, topic, cause, patience), cause);
  }

  TopicException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether Kafka has refused, so that trying again is of no use before somebody has mended it. */
  public boolean isRefusal() {
    return getCause() != null && ClientFailure.isRefusal(getCause());
  }
}
