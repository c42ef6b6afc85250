/**
 * Bytes from outside become a projected row or a refusal, in one walk over the schema, without
 * building the record.
 */
@NullMarked
package io.thalweg.ingestion.decode;

import org.jspecify.annotations.NullMarked;
