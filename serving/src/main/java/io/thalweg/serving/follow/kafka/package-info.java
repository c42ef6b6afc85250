/** Reads announcements from the commit log of releases. The only room that knows Kafka. */
@NullMarked
package io.thalweg.serving.follow.kafka;

import org.jspecify.annotations.NullMarked;
