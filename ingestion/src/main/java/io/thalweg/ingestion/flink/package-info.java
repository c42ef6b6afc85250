/**
 * The pipeline on Flink: sources with per-partition watermarks, dead letters, the join of labels
 * and the removal of duplicates. Thin: what is decoded and why it is refused is decided elsewhere.
 */
@NullMarked
package io.thalweg.ingestion.flink;

import org.jspecify.annotations.NullMarked;
