package io.thalweg.serving.explain;

import java.util.Locale;

/** Where the rows are from that an explanation compares with. */
public enum BackgroundSource {
  /** Rows that were answered lately. */
  TRAFFIC,
  /** The rows in the version's manifest that servers compare it with. */
  PARITY;

  /** As answers spell it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
