/** Asks a server why it says what it says. */
@NullMarked
package io.thalweg.cli.explain;

import org.jspecify.annotations.NullMarked;
