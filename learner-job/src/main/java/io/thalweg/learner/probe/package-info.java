/**
 * What a learner can tell of its stream: whether it still knows what it learned earlier, and which
 * features have moved away from how they began. Arithmetic without engine or cluster.
 */
@NullMarked
package io.thalweg.learner.probe;

import org.jspecify.annotations.NullMarked;
