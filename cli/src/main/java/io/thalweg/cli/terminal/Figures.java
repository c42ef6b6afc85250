package io.thalweg.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers short enough for one line: three significant digits. */
public final class Figures {
  private static final String[] SUFFIXES = {"", "k", "M", "G", "T"};

  private Figures() {}

  /** 999, 12.3k, 4.56M. */
  public static String count(double value) {
    double scaled = value;
    int suffix = 0;
    while (Math.abs(scaled) >= 999.5 && suffix < SUFFIXES.length - 1) {
      scaled /= 1_000;
      suffix++;
    }
    boolean whole = suffix == 0 && value == Math.rint(value);
    return (whole ? format("%.0f", scaled) : threeDigits(scaled)) + SUFFIXES[suffix];
  }

  /** 850ms, 12.3s, 4m05s, 2h07m. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + "ms";
    }
    if (millis < 59_950) {
      return format("%.1fs", millis / 1e3);
    }
    long seconds = Math.round(millis / 1e3);
    return seconds < 3_600
        ? format("%dm%02ds", seconds / 60, seconds % 60)
        : format("%dh%02dm", seconds / 3_600, seconds % 3_600 / 60);
  }

  /** 0.9134 is 91.3%. */
  public static String percent(double share) {
    return format("%.1f%%", share * 100);
  }

  /** 1 record, 2 records: every digit of it. */
  public static String counted(long count, String one) {
    return count + " " + (count == 1 ? one : one + "s");
  }

  private static String threeDigits(double value) {
    double size = Math.abs(value);
    return format(size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f", value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
