/**
 * What a model is: its spec, shared by the learner that trains it and the server that answers with
 * it.
 */
@NullMarked
package io.thalweg.model;

import org.jspecify.annotations.NullMarked;
