/** What decoding an event costs, beside the general way to do it. */
@NullMarked
package io.thalweg.bench.decode;

import org.jspecify.annotations.NullMarked;
