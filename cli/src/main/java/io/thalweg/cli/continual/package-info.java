/** The tasks of {@code thalweg bench continual} through Kafka and Flink. */
@NullMarked
package io.thalweg.cli.continual;

import org.jspecify.annotations.NullMarked;
