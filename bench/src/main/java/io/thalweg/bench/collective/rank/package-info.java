/** Ranks that measure: the loop of one, the process of one or more, and who commands them. */
@NullMarked
package io.thalweg.bench.collective.rank;

import org.jspecify.annotations.NullMarked;
