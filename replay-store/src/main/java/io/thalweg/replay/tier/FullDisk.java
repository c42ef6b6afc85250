package io.thalweg.replay.tier;

/** Says what to do where the operating system refused to write more. Stateless. */
public final class FullDisk {
  private FullDisk() {}

  /** The end of an error's line, empty if the cause is another one. */
  public static String advice(String cause) {
    return cause.contains("No space left on device")
            || cause.contains("File too large")
            || cause.contains("Disk quota exceeded")
        ? "; the disk of this directory is full or limited: give it room or lower warmDiskBytes"
            + " and coldDiskBytes, then go on from the last snapshot"
        : "";
  }
}
