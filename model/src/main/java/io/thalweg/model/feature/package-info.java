/**
 * The one encoder. A record's fields are projected into a fixed-width row (stateless encodings,
 * done once at ingest), a row is expanded into the model's dense input. Learner and server share
 * both.
 */
@NullMarked
package io.thalweg.model.feature;

import org.jspecify.annotations.NullMarked;
