/**
 * The arithmetic of choice: which of the numbered slots is drawn or gives way, and with what
 * probability. Knows neither rows nor tiers.
 */
@NullMarked
package io.thalweg.replay.select;

import org.jspecify.annotations.NullMarked;
