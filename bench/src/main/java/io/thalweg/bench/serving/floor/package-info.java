/** What is left of a server when it only reads and answers. */
@NullMarked
package io.thalweg.bench.serving.floor;

import org.jspecify.annotations.NullMarked;
