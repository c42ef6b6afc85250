package io.thalweg.serving;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What a server has done since it was opened. Immutable.
 *
 * @param served inference requests answered with outputs
 * @param refused inference requests answered with an error that is the client's to mend, 4xx
 * @param failed inference requests answered with another error, 5xx
 * @param swaps versions that went into service
 * @param versionsRefused versions that were not put in service, each counted once
 * @param servingVersions the serving version of every model that has one
 * @param latencyP50Micros from the last byte of a request to the bytes of its answer; empty before
 *     the first
 * @param latencyP99Micros likewise
 * @param freshnessP50Millis at the time of each swap, the age of the examples that the version is
 *     the first to contain; empty before the first
 * @param freshnessP99Millis likewise
 */
public record ServingStats(
    long served,
    long refused,
    long failed,
    long swaps,
    long versionsRefused,
    Map<String, Long> servingVersions,
    OptionalLong latencyP50Micros,
    OptionalLong latencyP99Micros,
    OptionalLong freshnessP50Millis,
    OptionalLong freshnessP99Millis) {
  public ServingStats {
    servingVersions = Map.copyOf(servingVersions);
  }
}
