/** Feedback over Kafka: predictions out, learned events in. */
@NullMarked
package io.thalweg.serving.feedback.kafka;

import org.jspecify.annotations.NullMarked;
