/** The pipeline file. */
@NullMarked
package io.thalweg.learner.config;

import org.jspecify.annotations.NullMarked;
