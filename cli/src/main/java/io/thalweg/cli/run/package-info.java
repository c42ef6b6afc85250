/**
 * Runs a pipeline in this process: a local Flink, the server beside it, what is shown and reported.
 */
@NullMarked
package io.thalweg.cli.run;

import org.jspecify.annotations.NullMarked;
