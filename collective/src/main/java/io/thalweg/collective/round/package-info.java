/**
 * Elastic rounds: who takes part, when a round starts, and whether all of it counts or nothing.
 * Plain state machines that are driven by messages and a clock handed in; only the classes that say
 * so have threads.
 */
@NullMarked
package io.thalweg.collective.round;

import org.jspecify.annotations.NullMarked;
