/**
 * The peer: a program around MOA's classes, compiled and run with the jar that the user fetches.
 */
@NullMarked
package io.thalweg.bench.drift.moa;

import org.jspecify.annotations.NullMarked;
