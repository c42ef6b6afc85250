/** Files of rows, CSV or JSON lines, become Avro records, strictly: a bad cell names its place. */
@NullMarked
package io.thalweg.ingestion.file;

import org.jspecify.annotations.NullMarked;
