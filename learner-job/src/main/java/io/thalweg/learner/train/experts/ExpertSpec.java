package io.thalweg.learner.train.experts;

/**
 * How many experts a model has room for.
 *
 * @param count 0 for a model that isn't made of experts
 * @param lateral whether later ones look at earlier ones
 */
public record ExpertSpec(int count, boolean lateral) {}
