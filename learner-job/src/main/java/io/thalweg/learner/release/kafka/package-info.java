/** The commit log of releases on Kafka, fenced by its transactional producer. */
@NullMarked
package io.thalweg.learner.release.kafka;

import org.jspecify.annotations.NullMarked;
