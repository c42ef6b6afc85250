package io.thalweg.replay.checkpoint;

import java.nio.file.Path;

/**
 * A snapshot isn't what was written: a file is missing, added or changed. Trying again doesn't
 * help; an older snapshot does.
 */
public final class DamagedSnapshotException extends RuntimeException {
  DamagedSnapshotException(Path snapshot, String file, String rule, Object expected, Object found) {
    super(
        "replay snapshot is damaged: directory=%s, file=%s, rule=%s, expected=%s, found=%s; restore an older snapshot"
            .formatted(snapshot, file, rule, expected, found));
  }
}
