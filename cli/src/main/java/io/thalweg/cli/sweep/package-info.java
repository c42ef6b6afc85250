/** Finds and deletes what no checkpoint or savepoint needs any more. */
@NullMarked
package io.thalweg.cli.sweep;

import org.jspecify.annotations.NullMarked;
