/** The pasts of keys, as a pipeline publishes them, and the histories that follow from them. */
@NullMarked
package io.thalweg.serving.history;

import org.jspecify.annotations.NullMarked;
