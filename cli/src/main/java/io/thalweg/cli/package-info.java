/**
 * The {@code thalweg} command: where the parts are put together. Nothing imports this module, so
 * whatever must be reusable lives elsewhere.
 */
@NullMarked
package io.thalweg.cli;

import org.jspecify.annotations.NullMarked;
