/** The subcommands. Each reads its options, calls one room, prints and returns. */
@NullMarked
package io.thalweg.cli.command;

import org.jspecify.annotations.NullMarked;
