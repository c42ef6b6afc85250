/** A real Kafka broker inside this process, for the demo and for tests; never for production. */
@NullMarked
package io.thalweg.cli.embedded;

import org.jspecify.annotations.NullMarked;
