/**
 * Which version of a model answers: a table of loaded versions and their names that the updater
 * swaps and that requests read without locks.
 */
@NullMarked
package io.thalweg.serving.version;

import org.jspecify.annotations.NullMarked;
