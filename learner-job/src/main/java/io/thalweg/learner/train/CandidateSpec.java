package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import java.io.Serializable;

/**
 * One of those that could be the model: a network and how it is trained. Features, head and seed
 * are those of all. Immutable.
 *
 * @param name empty for what the pipeline itself says
 */
public record CandidateSpec(String name, ModelSpec model, TrainingConfig training)
    implements Serializable {}
