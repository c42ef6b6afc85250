/** What joining labels costs, measured through Kafka and Flink as a pipeline runs them. */
@NullMarked
package io.thalweg.cli.join;

import org.jspecify.annotations.NullMarked;
