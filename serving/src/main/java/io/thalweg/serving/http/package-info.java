/** The Open Inference Protocol, version 2, as REST with JSON. The only room that knows Armeria. */
@NullMarked
package io.thalweg.serving.http;

import org.jspecify.annotations.NullMarked;
