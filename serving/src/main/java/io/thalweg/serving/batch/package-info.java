/**
 * When and where rows are computed: together with what arrived with them, on the event loop while
 * that is quick, on workers where it isn't, and not at all where the wait would be too long.
 */
@NullMarked
package io.thalweg.serving.batch;

import org.jspecify.annotations.NullMarked;
