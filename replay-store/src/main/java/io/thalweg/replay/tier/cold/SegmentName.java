package io.thalweg.replay.tier.cold;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tells a segment from every other: its number in the table and the random suffix of the table
 * that wrote it. Immutable.
 */
record SegmentName(long id, long suffix) {
  private static final Pattern FILE = Pattern.compile("cold-([0-9a-f]{16})-([0-9a-f]{16})\\.seg");

  /** Null for a file that is no segment. */
  static @Nullable SegmentName ofFile(String file) {
    Matcher matcher = FILE.matcher(file);
    return matcher.matches()
        ? new SegmentName(
            HexFormat.fromHexDigitsToLong(matcher.group(1)),
            HexFormat.fromHexDigitsToLong(matcher.group(2)))
        : null;
  }

  String file() {
    return "cold-%016x-%016x.seg".formatted(id, suffix);
  }
}
