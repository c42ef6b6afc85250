/**
 * How good a model is on a stream: every example is predicted before it is learned (Gama, Sebastiao
 * and Rodrigues, "On evaluating stream learning algorithms", 2013).
 */
@NullMarked
package io.thalweg.model.evaluate;

import org.jspecify.annotations.NullMarked;
