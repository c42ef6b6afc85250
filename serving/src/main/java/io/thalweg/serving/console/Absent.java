package io.thalweg.serving.console;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Of what there is nothing to show, and why. Confined to the console's lock. */
final class Absent {
  private final SortedMap<String, String> reasons = new TreeMap<>();
  private final @Nullable String silence;

  Absent(boolean isHeardOf, boolean isLearning, @Nullable String silent) {
    if (isLearning) {
      silence = null;
    } else {
      String nobody =
          isHeardOf
              ? "no process that learns has said anything for 10 s"
              : "no process that learns has said anything yet";
      silence = silent == null ? nobody : silent;
      reasons.put("figures", silence);
    }
  }

  void say(String what, String why) {
    reasons.put(what, why);
  }

  /** Nothing of it while nobody says anything has that for its reason. */
  Absent unless(boolean isThere, String what, String why) {
    if (!isThere) {
      say(what, silence == null ? why : silence);
    }
    return this;
  }

  SortedMap<String, String> reasons() {
    return reasons;
  }
}
