/** Tasks one after the other, and what is left of the first ones at the end. */
@NullMarked
package io.thalweg.bench.continual;

import org.jspecify.annotations.NullMarked;
