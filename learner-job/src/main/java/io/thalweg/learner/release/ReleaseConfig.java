package io.thalweg.learner.release;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where versions go, and what is said of where they come from.
 *
 * @param storeUri of the model store
 * @param topic the commit log
 * @param kafka client properties, {@code bootstrap.servers} among them
 * @param pipeline null to release without provenance
 * @param wanted a round whose model is stored besides, or null
 */
public record ReleaseConfig(
    String storeUri,
    String topic,
    Map<String, String> kafka,
    @Nullable PipelineFacts pipeline,
    @Nullable WantedRound wanted)
    implements Serializable {
  public ReleaseConfig {
    kafka = Map.copyOf(kafka);
  }

  /** Without provenance. */
  public ReleaseConfig(String storeUri, String topic, Map<String, String> kafka) {
    this(storeUri, topic, kafka, null, null);
  }
}
