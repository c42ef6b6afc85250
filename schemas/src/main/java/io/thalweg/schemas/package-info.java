/**
 * The contracts that cross a process boundary: what stands on the topics that Thalweg itself
 * writes.
 */
@NullMarked
package io.thalweg.schemas;

import org.jspecify.annotations.NullMarked;
