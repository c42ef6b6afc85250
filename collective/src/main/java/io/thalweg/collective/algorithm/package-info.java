/**
 * Algorithms as plans: who sends which elements to whom, in which order. Pure functions of rank,
 * world size and length; nothing here moves a byte.
 */
@NullMarked
package io.thalweg.collective.algorithm;

import org.jspecify.annotations.NullMarked;
