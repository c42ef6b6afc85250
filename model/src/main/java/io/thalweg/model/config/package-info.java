/**
 * Reads YAML strictly: every mistake is one line with file, line, path, value and what to write
 * instead, and a key that nobody asked for is a mistake.
 */
@NullMarked
package io.thalweg.model.config;

import org.jspecify.annotations.NullMarked;
