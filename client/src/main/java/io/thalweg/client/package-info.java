/** Asks a server for predictions. Needs the JDK and Jackson's core. */
@NullMarked
package io.thalweg.client;

import org.jspecify.annotations.NullMarked;
