/**
 * How replicas agree: generations, rounds, votes, cuts and releases as plain Java, driven by
 * messages and a clock that are handed in.
 */
@NullMarked
package io.thalweg.learner.sync;

import org.jspecify.annotations.NullMarked;
