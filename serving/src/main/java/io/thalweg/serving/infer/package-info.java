/** From a request's values to an answer's, all of it by one version. */
@NullMarked
package io.thalweg.serving.infer;

import org.jspecify.annotations.NullMarked;
