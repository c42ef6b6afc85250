/**
 * Which version answers a request that names none, and what becomes of a new one: shares of the
 * traffic, a canary that is promoted or rolled back by sequential tests, a shadow that only looks.
 */
@NullMarked
package io.thalweg.serving.rollout;

import org.jspecify.annotations.NullMarked;
