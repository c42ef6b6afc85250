/** The peer: a C loop over MPI_Allreduce, compiled and started with what OpenMPI installs. */
@NullMarked
package io.thalweg.bench.collective.openmpi;

import org.jspecify.annotations.NullMarked;
