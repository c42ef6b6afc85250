package io.thalweg.learner.release;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where versions go, and what is said of where they come from.
 *
 * @param storeUri of the model store
 * @param topic the commit log
 * @param kafka client properties, {@code bootstrap.servers} among them
 * @param every a release comes so often while there is anything to release
 * @param pipeline null to release without provenance
 * @param wanted a round whose model is stored besides, or null
 * @param signingKey path of the key that versions are signed with, or null
 */
public record ReleaseConfig(
    String storeUri,
    String topic,
    Map<String, String> kafka,
    Duration every,
    @Nullable PipelineFacts pipeline,
    @Nullable WantedRound wanted,
    @Nullable String signingKey)
    implements Serializable {
  /** Far above what a JobManager that has lost its leadership goes on for. */
  private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(30);

  public ReleaseConfig {
    kafka = Map.copyOf(kafka);
  }

  /** Every second, without provenance. */
  public ReleaseConfig(String storeUri, String topic, Map<String, String> kafka) {
    this(storeUri, topic, kafka, Duration.ofSeconds(1), null, null, null);
  }

  /** How long a writer that lives never says nothing, but for want of events. */
  public Duration silence() {
    Duration several = every.multipliedBy(5);
    return several.compareTo(SHORTEST_SILENCE) > 0 ? several : SHORTEST_SILENCE;
  }
}
