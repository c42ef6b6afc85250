/** What an engine does: outputs for rows of the dense input. */
@NullMarked
package io.thalweg.serving.predict;

import org.jspecify.annotations.NullMarked;
