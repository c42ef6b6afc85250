/**
 * Labelled streams from the literature, whose concept changes at known rows. Plain Java, seeded.
 */
@NullMarked
package io.thalweg.ingestion.generate;

import org.jspecify.annotations.NullMarked;
