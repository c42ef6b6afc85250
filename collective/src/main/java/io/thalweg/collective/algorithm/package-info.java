/**
 * How a sum is formed out of exchanges between neighbours on a ring. Plain arithmetic over {@link
 * io.thalweg.collective.algorithm.Links}; sockets, rounds and deadlines are the transports' matter.
 */
@NullMarked
package io.thalweg.collective.algorithm;

import org.jspecify.annotations.NullMarked;
