package io.thalweg.replay;

/** Refuses stored bytes that this version can't read. */
final class StoredVersion {
  private StoredVersion() {}

  /** The version is the first byte. */
  static void require(String what, byte[] state, byte version, int bytes) {
    if (state.length == 0 || state[0] != version) {
      throw new IncompatibleSnapshotException(
          "replay snapshot: %s has version %s, this release reads %d"
              .formatted(what, state.length == 0 ? "none" : state[0], version));
    }
    if (state.length != bytes) {
      throw new IncompatibleSnapshotException(
          "replay snapshot: %s has %d bytes, expected %d".formatted(what, state.length, bytes));
    }
  }
}
