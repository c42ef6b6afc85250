/** Ranks of one JVM: they meet by the generation's token and work on each other's buffers. */
@NullMarked
package io.thalweg.collective.transport.inprocess;

import org.jspecify.annotations.NullMarked;
