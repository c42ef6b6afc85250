/**
 * Generated streams whose concept changes: the learner of a pipeline, by one setting for all of
 * them, beside an ensemble of trees that was made for such streams.
 */
@NullMarked
package io.thalweg.bench.drift;

import org.jspecify.annotations.NullMarked;
