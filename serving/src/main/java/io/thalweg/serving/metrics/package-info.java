/** What the server counts, as Prometheus reads it. */
@NullMarked
package io.thalweg.serving.metrics;

import org.jspecify.annotations.NullMarked;
