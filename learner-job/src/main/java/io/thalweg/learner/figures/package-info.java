/** What the processes of a pipeline say of themselves on a topic: a reporter of Flink's metrics. */
@NullMarked
package io.thalweg.learner.figures;

import org.jspecify.annotations.NullMarked;
