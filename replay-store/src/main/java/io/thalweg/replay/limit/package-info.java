/** How fast rows may come in and be replayed, in relation to each other. Knows only counts. */
@NullMarked
package io.thalweg.replay.limit;

import org.jspecify.annotations.NullMarked;
