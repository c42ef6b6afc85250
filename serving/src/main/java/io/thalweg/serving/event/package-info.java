/** Events as JSON in the shape of the topic's records, and what a version reads of them. */
@NullMarked
package io.thalweg.serving.event;

import org.jspecify.annotations.NullMarked;
