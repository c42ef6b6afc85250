package io.thalweg.ingestion.flink;

/**
 * All files are read, and the topic comes next. It is for the watermarks of the task that has read
 * them, counts nowhere, and goes no further than to the splitter. Immutable.
 */
record FilesEnd() implements Arrival {}
