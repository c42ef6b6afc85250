package io.thalweg.replay;

import java.nio.file.Path;

/**
 * A snapshot directory and the groups it was taken of. Immutable.
 *
 * @param directory what {@link ReplayTable#snapshotTo} wrote; stays the caller's
 */
public record SnapshotSource(Path directory, GroupRange covered) {}
