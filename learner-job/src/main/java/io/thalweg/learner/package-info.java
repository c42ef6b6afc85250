/** The Flink application that learns: configuration in, job graph out. Wiring only. */
@NullMarked
package io.thalweg.learner;

import org.jspecify.annotations.NullMarked;
