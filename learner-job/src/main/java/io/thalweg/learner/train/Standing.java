package io.thalweg.learner.train;

import io.thalweg.model.evaluate.PrequentialCounts;

/**
 * How a challenger that runs stands. Immutable.
 *
 * @param figures of this learner's examples that it has predicted and learned
 * @param better by how much its loss is below the champion's, over all learners; NaN before that is
 *     known
 */
public record Standing(String challenger, PrequentialCounts figures, double better) {}
