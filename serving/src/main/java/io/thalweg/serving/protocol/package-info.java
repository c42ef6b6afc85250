/** The values of the Open Inference Protocol v2, whatever carries them. */
@NullMarked
package io.thalweg.serving.protocol;

import org.jspecify.annotations.NullMarked;
