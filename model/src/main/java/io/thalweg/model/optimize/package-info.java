/** First-order optimizers over the flat parameter vector, with state that a snapshot can keep. */
@NullMarked
package io.thalweg.model.optimize;

import org.jspecify.annotations.NullMarked;
