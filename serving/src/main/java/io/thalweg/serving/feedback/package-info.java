/**
 * What becomes of answers: they are sent on, kept until their labels are known, and judged version
 * by version.
 */
@NullMarked
package io.thalweg.serving.feedback;

import org.jspecify.annotations.NullMarked;
