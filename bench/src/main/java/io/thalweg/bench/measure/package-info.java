/** How benches measure: by turns, with percentiles, bytes allocated and bytes read from devices. */
@NullMarked
package io.thalweg.bench.measure;

import org.jspecify.annotations.NullMarked;
