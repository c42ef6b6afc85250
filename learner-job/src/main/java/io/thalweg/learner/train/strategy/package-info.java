/**
 * What a learner does against forgetting, over flat vectors and rows of logits: plain Java, no
 * engine.
 */
@NullMarked
package io.thalweg.learner.train.strategy;

import org.jspecify.annotations.NullMarked;
