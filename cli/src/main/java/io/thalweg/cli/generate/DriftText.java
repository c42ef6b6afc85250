package io.thalweg.cli.generate;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.generate.Drift;
import io.thalweg.ingestion.generate.DriftPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Drifts as a user writes them. Stateless. */
public final class DriftText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})(?:,(\\d{1,15})(?:,(\\d))?)?");

  private DriftText() {}

  /**
   * A plan.
   *
   * @param drifts AT, AT,WIDTH or AT,WIDTH,TO each; without TO to the next concept, and from the
   *     last to the first
   */
  public static DriftPlan plan(List<String> drifts, int concepts) {
    List<Drift> plan = new ArrayList<>();
    for (String text : drifts) {
      Drift before = plan.isEmpty() ? new Drift(-1, 0, 0) : plan.get(plan.size() - 1);
      plan.add(drift(text, before, concepts));
    }
    return new DriftPlan(plan);
  }

  private static Drift drift(String text, Drift before, int concepts) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new CommandException(
          "--drift is '%s'; write a row, its width and the concept after it, say 5000 or 5000,1000 or 5000,1000,0"
              .formatted(text));
    }
    long at = Long.parseLong(m.group(1));
    if (at <= before.at()) {
      throw new CommandException(
          "--drift %s comes after one at row %d; say drifts in the order of their rows"
              .formatted(text, before.at()));
    }
    int to = m.group(3) == null ? (before.to() + 1) % concepts : Integer.parseInt(m.group(3));
    if (to >= concepts) {
      throw new CommandException(
          "--drift %s leads to concept %d; this stream has 0 to %d"
              .formatted(text, to, concepts - 1));
    }
    return new Drift(at, m.group(2) == null ? 0 : Long.parseLong(m.group(2)), to);
  }

  /** The concepts in turn, and again from the first one, a change at every so many rows. */
  public static DriftPlan every(long rows, long count, int concepts) {
    List<Drift> plan = new ArrayList<>();
    for (long at = rows; at < count; at += rows) {
      plan.add(new Drift(at, 0, (int) (at / rows % concepts)));
    }
    return new DriftPlan(plan);
  }
}
