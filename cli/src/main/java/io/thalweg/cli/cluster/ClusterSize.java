package io.thalweg.cli.cluster;

import io.thalweg.learner.config.PipelineConfig;

/**
 * How many processes of each kind. Immutable.
 *
 * @param kafkas 1 where the cluster runs its own broker, else 0
 */
public record ClusterSize(int kafkas, int jobManagers, int taskManagers, int servers) {
  /** Slots that a TaskManager needs so that all of them together hold the learners. */
  int slots(PipelineConfig pipeline) {
    return (pipeline.learners() + taskManagers - 1) / taskManagers;
  }
}
