/**
 * Which expert of a model learns and answers after a round, decided alike by all learners from what
 * they have reduced. Plain Java, without an engine.
 */
@NullMarked
package io.thalweg.learner.train.experts;

import org.jspecify.annotations.NullMarked;
