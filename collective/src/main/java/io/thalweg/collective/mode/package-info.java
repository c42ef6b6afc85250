/**
 * When replicas of a model agree, and on what: after every step, now and then, with an optimizer of
 * their own for that, or while they go on learning. Replicas freeze, commit and abort; a reduction
 * carries what they froze over the communicator; neither knows how a model learns.
 */
@NullMarked
package io.thalweg.collective.mode;

import org.jspecify.annotations.NullMarked;
