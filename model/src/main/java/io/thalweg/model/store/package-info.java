/** Where released files live: a small content-addressed store. */
@NullMarked
package io.thalweg.model.store;

import org.jspecify.annotations.NullMarked;
