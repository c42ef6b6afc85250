/** Benches of whole jobs: through Kafka and Flink as a pipeline runs them. */
@NullMarked
package io.thalweg.cli.bench;

import org.jspecify.annotations.NullMarked;
