package io.thalweg.learner.config;

import io.thalweg.learner.drift.ReactionSpec;
import io.thalweg.learner.drift.ReactionSpec.Change;
import io.thalweg.learner.drift.ReactionSpec.Recovery;
import io.thalweg.learner.drift.ReactionSpec.Releases;
import io.thalweg.learner.drift.ReactionSpec.Schedule;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.replay.Retention;

/** Reads {@code drift.reactions}. Stateless. */
final class ReactionsSection {
  private static final long MOST_EXAMPLES = 1_000_000_000;

  static ReactionSpec read(ConfigNode node, ReplaySpec replay, boolean deterministic) {
    if (deterministic && node.has("rounds")) {
      throw node.required("rounds").refuse(PipelineFile.CLOCK);
    }
    return new ReactionSpec(
        change(node, "replay-per-fresh", 0, 1),
        change(node, "learning-rate", 1e-6, 100),
        node.oneOf("schedule", Schedule.class, Schedule.GO_ON),
        keepExamples(node, replay),
        node.section("rounds").doubleIn("factor", 0.001, 1, 1),
        node.oneOf("releases", Releases.class, Releases.GO_ON),
        recovery(node.section("recovery")));
  }

  private static Change change(ConfigNode node, String key, double least, double most) {
    if (!node.has(key)) {
      return Change.NONE;
    }
    ConfigNode change = node.section(key);
    return new Change(
        change.doubleIn("factor", least, most), change.longIn("for-examples", 1, MOST_EXAMPLES));
  }

  /** A reservoir takes ever fewer rows in, so what is forgotten would not be replaced. */
  private static int keepExamples(ConfigNode node, ReplaySpec replay) {
    if (!node.has("forget")) {
      return 0;
    }
    if (replay.retention() != Retention.WINDOW) {
      throw node.required("forget").refuse("nothing, because replay.retention is not window");
    }
    return node.section("forget").intIn("keep-examples", 1, 100_000_000);
  }

  private static Recovery recovery(ConfigNode node) {
    Recovery byDefault = Recovery.DEFAULT;
    return new Recovery(
        node.intIn("window", 10, 1_000_000, byDefault.window()),
        node.doubleIn("tolerance", 0, 10, byDefault.tolerance()),
        node.longIn("at-most-examples", 1, MOST_EXAMPLES, byDefault.atMostExamples()));
  }

  private ReactionsSection() {}
}
