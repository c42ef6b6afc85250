package io.thalweg.replay.checkpoint;

/**
 * A file of a snapshot as its manifest states it. Immutable.
 *
 * @param name below the snapshot directory, with {@code /} between its parts
 * @param sha256 64 lower-case hexadecimal digits
 */
public record SnapshotFile(String name, long length, String sha256) {}
