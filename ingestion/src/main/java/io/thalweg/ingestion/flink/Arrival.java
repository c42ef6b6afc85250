package io.thalweg.ingestion.flink;

/** What a source makes of one record, or of some. */
public sealed interface Arrival permits Example, Label, DeadLetter, Erasures, FilesEnd {}
