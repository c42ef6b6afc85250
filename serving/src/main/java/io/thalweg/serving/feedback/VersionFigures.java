package io.thalweg.serving.feedback;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What labels have shown of a version's answers, of those that were sampled. Immutable.
 *
 * @param served rows that it has answered
 * @param matched rows that have met their label
 * @param expired rows that have left the window without one, or were answered again
 * @param unjudged rows whose label the version's head can't have, such as a class that came later
 * @param metrics over the matched rows, by the names that reports use; without those that aren't
 *     defined yet
 * @param latencyP50Micros from a request's arrival to its outputs; empty before the first
 * @param latencyP99Micros likewise
 * @param labelDelayP50Millis from the answer to its label, as this server has seen both; empty
 *     before the first
 * @param labelDelayP99Millis likewise
 */
public record VersionFigures(
    String model,
    long version,
    long served,
    long matched,
    long expired,
    long unjudged,
    Map<String, Double> metrics,
    OptionalLong latencyP50Micros,
    OptionalLong latencyP99Micros,
    OptionalLong labelDelayP50Millis,
    OptionalLong labelDelayP99Millis) {
  public VersionFigures {
    metrics = Map.copyOf(metrics);
  }
}
