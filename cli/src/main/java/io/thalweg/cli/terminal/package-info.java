/** What a person at a terminal, or a log behind a pipe, gets to read. */
@NullMarked
package io.thalweg.cli.terminal;

import org.jspecify.annotations.NullMarked;
