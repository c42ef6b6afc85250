/** The pipeline file: what a user writes, read strictly. */
@NullMarked
package io.thalweg.learner.config;

import org.jspecify.annotations.NullMarked;
