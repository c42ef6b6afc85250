/** Tasks that come one after the other, from files. */
@NullMarked
package io.thalweg.bench.continual.data;

import org.jspecify.annotations.NullMarked;
