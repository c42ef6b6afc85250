/** Reads the metrics of a Flink job that runs in this process, without a metrics server. */
@NullMarked
package io.thalweg.cli.metrics;

import org.jspecify.annotations.NullMarked;
