/** Ranks of one JVM: they meet by the generation's token and add up each other's arrays. */
@NullMarked
package io.thalweg.collective.transport.inprocess;

import org.jspecify.annotations.NullMarked;
