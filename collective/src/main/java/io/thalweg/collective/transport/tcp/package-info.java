/**
 * Ranks in different processes: each has one connection from the previous rank and one to the next,
 * both used in one direction only. Bytes are laid out in {@link
 * io.thalweg.collective.transport.tcp.FrameLayout}.
 */
@NullMarked
package io.thalweg.collective.transport.tcp;

import org.jspecify.annotations.NullMarked;
