/** The learning arithmetic: score, offer to replay, mix, gradient, step. No Flink, no DJL. */
@NullMarked
package io.thalweg.learner.train;

import org.jspecify.annotations.NullMarked;
