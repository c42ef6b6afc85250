/** The server beside a plain one that parses and echoes, under swaps and under overload. */
@NullMarked
package io.thalweg.bench.serving;

import org.jspecify.annotations.NullMarked;
