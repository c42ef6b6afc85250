/**
 * The all-reduce beside OpenMPI's and beside plain memory: ranks in processes of their own, which
 * take turns with their peer.
 */
@NullMarked
package io.thalweg.bench.collective;

import org.jspecify.annotations.NullMarked;
