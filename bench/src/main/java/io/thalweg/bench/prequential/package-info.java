/**
 * A stream from a file, predicted and then learned row by row by the learner's own code, without
 * Kafka or Flink.
 */
@NullMarked
package io.thalweg.bench.prequential;

import org.jspecify.annotations.NullMarked;
