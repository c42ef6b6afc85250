package io.thalweg.cli.demo;

/**
 * What Kafka has acknowledged or refused so far. Immutable.
 *
 * @param failed records of both topics that Kafka refused for good
 */
public record ProducerCounts(long events, long labels, long failed) {}
