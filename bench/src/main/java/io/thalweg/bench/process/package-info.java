/** A bench's own JVM, and how it and the command that started it keep each other company. */
@NullMarked
package io.thalweg.bench.process;

import org.jspecify.annotations.NullMarked;
