/**
 * The all-reduce between learner replicas: who takes part, what one rank can do, and what can go
 * wrong. The rooms behind it hold the algorithms and the transports; this package knows neither.
 */
@NullMarked
package io.thalweg.collective;

import org.jspecify.annotations.NullMarked;
