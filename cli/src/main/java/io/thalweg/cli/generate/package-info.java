/** Streams for trying things out: their records, into Kafka or a file, and a pipeline for them. */
@NullMarked
package io.thalweg.cli.generate;

import org.jspecify.annotations.NullMarked;
