/**
 * What to read: the topics, schemas and fields of a pipeline's events and labels, as plain values.
 */
@NullMarked
package io.thalweg.ingestion;

import org.jspecify.annotations.NullMarked;
