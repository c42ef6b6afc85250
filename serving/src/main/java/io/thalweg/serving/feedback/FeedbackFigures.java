package io.thalweg.serving.feedback;

import java.util.List;
import java.util.Map;

/**
 * What feedback has done since the server was opened. Immutable.
 *
 * @param sent predictions that Kafka has taken
 * @param dropped predictions that found no room: neither sent nor judged
 * @param failed predictions that were judged, but Kafka didn't take
 * @param waiting predictions that wait for their labels
 * @param unmatchedLabels by model, learned events of which this server had no prediction
 * @param versions by model and version
 */
public record FeedbackFigures(
    long sent,
    long dropped,
    long failed,
    int waiting,
    Map<String, Long> unmatchedLabels,
    List<VersionFigures> versions) {
  public FeedbackFigures {
    unmatchedLabels = Map.copyOf(unmatchedLabels);
    versions = List.copyOf(versions);
  }
}
