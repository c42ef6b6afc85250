package io.thalweg.learner.config;

import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.Retention;
import java.time.Duration;

/**
 * Reads {@code replay}, and refuses memory and disk that would not carry a learner. Confined to its
 * call.
 */
final class ReplaySection {
  private static final long MAX_ROWS_PER_LEARNER = 500_000_000;
  private static final long MAX_CAPACITY = 10_000_000_000L;
  private static final long MAX_BYTES = 1L << 40;

  private final ConfigNode node;
  private final int learners;
  private final boolean deterministic;

  private ReplaySection(ConfigNode node, int learners, boolean deterministic) {
    this.node = node;
    this.learners = learners;
    this.deterministic = deterministic;
  }

  /**
   * The section of a pipeline.
   *
   * @param columnBytes beside each row
   */
  static ReplaySpec read(
      ConfigNode node, RowLayout rows, int columnBytes, int learners, boolean deterministic) {
    ReplaySection section = new ReplaySection(node, learners, deterministic);
    if (deterministic) {
      // A full disk drops files, and which rows share a file follows from when checkpoints came.
      section.refuse("warm-disk", "deterministic is true");
      section.refuse("cold-disk", "deterministic is true");
    }
    ReplaySpec spec = section.spec();
    node.refuseUnknown(); // a slip in a name comes before what its default leads to
    section.requireEnough(spec, spec.table(rows, PipelineConfig.GROUPS).withColumns(columnBytes));
    return spec;
  }

  /** Losses of rows that another expert learns would say which rows to draw and keep. */
  static void requireForExperts(ConfigNode node, ReplaySpec spec) {
    if (spec.draw() instanceof ReplaySpec.Prioritized) {
      throw node.required("selection").refuse("uniform or recency beside model.type: experts");
    }
    if (spec.retention() == Retention.LOSS_AWARE) {
      throw node.required("retention").refuse("any other beside model.type: experts");
    }
  }

  /** Names of {@link ReplaySpec.Draw}. */
  private enum Selection {
    UNIFORM,
    RECENCY,
    PRIORITIZED
  }

  private ReplaySpec spec() {
    long capacity = node.longIn("capacity", 1, maxCapacity(), 100_000);
    Retention retention = node.oneOf("retention", Retention.class, Retention.RESERVOIR);
    return new ReplaySpec(
        capacity,
        node.longIn("min-size", 1, Math.max(1, capacity / learners), 1),
        retention,
        draw(),
        timeToLive(retention),
        new ReplaySpec.Tiers(
            node.byteSizeIn("hot-memory", 0, MAX_BYTES, 32 << 20),
            node.byteSizeIn("warm-memory", 1 << 20, MAX_BYTES, 32 << 20),
            node.byteSizeIn("warm-disk", 0, MAX_BYTES, 0),
            node.byteSizeIn("cold-disk", 0, MAX_BYTES, 0)),
        node.longIn("seed", Long.MIN_VALUE, Long.MAX_VALUE, 42));
  }

  private long maxCapacity() {
    return Math.min(MAX_CAPACITY, PipelineConfig.GROUPS / groupsOfOne() * MAX_ROWS_PER_LEARNER);
  }

  /** Replay groups of the learner that has most. */
  private int groupsOfOne() {
    return (PipelineConfig.GROUPS + learners - 1) / learners;
  }

  private ReplaySpec.Draw draw() {
    Selection selection = node.oneOf("selection", Selection.class, Selection.UNIFORM);
    if (selection != Selection.RECENCY) {
      refuse("half-life", "selection is not recency");
    }
    if (selection != Selection.PRIORITIZED) {
      refuse("alpha", "selection is not prioritized");
      refuse("beta", "selection is not prioritized");
    }
    return switch (selection) {
      case UNIFORM -> deterministic ? new ReplaySpec.UniformByRow() : new ReplaySpec.Uniform();
      case RECENCY -> new ReplaySpec.Recency(node.duration("half-life"));
      case PRIORITIZED ->
          new ReplaySpec.Prioritized(
              node.doubleIn("alpha", 0, 1, 0.6), node.doubleIn("beta", 0, 1, 0.4));
    };
  }

  private void refuse(String key, String because) {
    if (node.has(key)) {
      throw node.required(key).refuse("nothing, because " + because);
    }
  }

  /** A reservoir takes ever fewer rows in, so what expires would not be replaced. */
  private Duration timeToLive(Retention retention) {
    if (retention != Retention.WINDOW) {
      refuse("time-to-live", "retention is not window");
    }
    Duration duration = node.duration("time-to-live", Duration.ZERO);
    if (!duration.isZero() && duration.toSeconds() == 0) {
      throw node.required("time-to-live").refuse("a duration of 1s or more");
    }
    return duration;
  }

  private void requireEnough(ReplaySpec spec, ReplayConfig table) {
    GroupRange largest = new GroupRange(0, groupsOfOne() - 1);
    requireBytes("hot-memory", spec.tiers().hotBytes(), table.leastHotBytes(largest));
    if (spec.tiers().warmDiskBytes() > 0) {
      requireBytes("warm-disk", spec.tiers().warmDiskBytes(), table.leastWarmDiskBytes(largest));
    }
  }

  /** A default that doesn't do is refused at the section. */
  private void requireBytes(String key, long bytes, long least) {
    if (bytes < least) {
      String want = "a size of %d bytes or more, for the rows of this model".formatted(least);
      throw node.required(key, want).refuse(want);
    }
  }
}
