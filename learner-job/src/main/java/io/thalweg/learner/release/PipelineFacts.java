package io.thalweg.learner.release;

import java.io.Serializable;
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
 */
public record PipelineFacts(
    String fingerprint,
    String eventsTopic,
    @Nullable String labelsTopic,
    boolean inOrder,
    long replaySeed,
    boolean deterministic,
    double negativesKept)
    implements Serializable {}
