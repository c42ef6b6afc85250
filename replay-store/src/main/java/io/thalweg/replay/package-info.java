/**
 * The replay table: what a learner has seen and may draw again. This room holds the policies (which
 * row is kept, which one is drawn) and their state; where the bytes lie is left to {@code tier}.
 */
@NullMarked
package io.thalweg.replay;

import org.jspecify.annotations.NullMarked;
