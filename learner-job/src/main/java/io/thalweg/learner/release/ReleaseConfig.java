package io.thalweg.learner.release;

import java.io.Serializable;
import java.util.Map;

/**
 * Where versions go.
 *
 * @param storeUri of the model store
 * @param topic the commit log
 * @param kafka client properties, {@code bootstrap.servers} among them
 */
public record ReleaseConfig(String storeUri, String topic, Map<String, String> kafka)
    implements Serializable {
  public ReleaseConfig {
    kafka = Map.copyOf(kafka);
  }
}
