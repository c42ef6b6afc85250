package io.thalweg.replay;

/** Which rows a full group keeps. */
public enum Retention {
  /** A uniform sample of all rows ever offered to the group. */
  RESERVOIR((byte) 1),
  /** The newest rows of the group. */
  WINDOW((byte) 2),
  /** As equal a number of each class as the stream allows, each a uniform sample of its class. */
  CLASS_BALANCED((byte) 3),
  /** As a reservoir, but what the model has learned well gives way first. */
  LOSS_AWARE((byte) 4);

  private final byte code;

  Retention(byte code) {
    this.code = code;
  }

  /** This policy in stored bytes; never changes its meaning. */
  byte code() {
    return code;
  }

  static Retention ofCode(byte code) {
    for (Retention retention : values()) {
      if (retention.code == code) {
        return retention;
      }
    }
    throw new IncompatibleSnapshotException(
        "replay snapshot: retention code %d is unknown to this version".formatted(code));
  }
}
