/** Producing: files into topics, and the topics themselves. */
@NullMarked
package io.thalweg.ingestion.kafka;

import org.jspecify.annotations.NullMarked;
