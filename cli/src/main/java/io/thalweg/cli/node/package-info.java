/** One process of a cluster each: ZooKeeper, a JobManager for one pipeline, a TaskManager. */
@NullMarked
package io.thalweg.cli.node;

import org.jspecify.annotations.NullMarked;
