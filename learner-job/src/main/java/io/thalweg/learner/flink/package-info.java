/** The Flink side: operator, coordinator, exchange, snapshots. Thin, mailbox thread only. */
@NullMarked
package io.thalweg.learner.flink;

import org.jspecify.annotations.NullMarked;
