package io.thalweg.cli.demo;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client has seen so far. Immutable.
 *
 * @param served answers that are right in every respect
 * @param failed requests without one
 * @param firstFailure in words
 * @param version of the last good answer
 * @param p50Micros,p99Micros from sending a request to having its whole answer; served ones only
 */
public record PredictionStats(
    long served,
    long failed,
    Optional<String> firstFailure,
    OptionalLong version,
    OptionalLong p50Micros,
    OptionalLong p99Micros) {}
