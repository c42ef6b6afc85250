package io.thalweg.ingestion.decode;

/** What became of a record's bytes. */
public sealed interface Outcome permits Decoded, Refusal {}
