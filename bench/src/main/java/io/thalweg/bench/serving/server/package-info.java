/** The server in a process of its own, and the versions that it serves. */
@NullMarked
package io.thalweg.bench.serving.server;

import org.jspecify.annotations.NullMarked;
