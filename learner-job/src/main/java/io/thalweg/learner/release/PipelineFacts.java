package io.thalweg.learner.release;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What receipts say of the pipeline. Immutable.
 *
 * @param fingerprint SHA-256 of what its file says about learning
 * @param eventsTopic where events come from
 * @param labelsTopic where labels come from; null where they stand in the event
 * @param inOrder whether a learner gets the records of a partition in their order, with nothing
 *     between it and the topic that holds any back
 * @param replaySeed of every random choice of the replay store
 * @param deterministic whether the same records give the same versions
 * @param negativesKept the share of the examples of class 0 that are learned
 * @param files that events come from, too: their names, by the partitions that stand for them
 */
public record PipelineFacts(
    String fingerprint,
    String eventsTopic,
    @Nullable String labelsTopic,
    boolean inOrder,
    long replaySeed,
    boolean deterministic,
    double negativesKept,
    Map<Integer, String> files)
    implements Serializable {
  public PipelineFacts {
    files = Map.copyOf(files);
  }

  /** Of topics alone. */
  public PipelineFacts(
      String fingerprint,
      String eventsTopic,
      @Nullable String labelsTopic,
      boolean inOrder,
      long replaySeed,
      boolean deterministic,
      double negativesKept) {
    this(
        fingerprint,
        eventsTopic,
        labelsTopic,
        inOrder,
        replaySeed,
        deterministic,
        negativesKept,
        Map.of());
  }
}
