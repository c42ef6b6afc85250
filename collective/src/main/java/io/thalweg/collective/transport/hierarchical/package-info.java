/**
 * Ranks of which some share a process: those reduce in memory, and one of each process goes on over
 * the network.
 */
@NullMarked
package io.thalweg.collective.transport.hierarchical;

import org.jspecify.annotations.NullMarked;
