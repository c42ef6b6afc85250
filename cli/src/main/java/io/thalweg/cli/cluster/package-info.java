/**
 * A whole cluster on this machine: processes of this very program, started, watched, started again
 * and ended together.
 */
@NullMarked
package io.thalweg.cli.cluster;

import org.jspecify.annotations.NullMarked;
