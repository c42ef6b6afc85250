/**
 * Ranks in different processes: one connection for every two ranks that a plan may bring together,
 * used both ways by one thread. Bytes are laid out in {@link
 * io.thalweg.collective.transport.tcp.FrameLayout}.
 */
@NullMarked
package io.thalweg.collective.transport.tcp;

import org.jspecify.annotations.NullMarked;
