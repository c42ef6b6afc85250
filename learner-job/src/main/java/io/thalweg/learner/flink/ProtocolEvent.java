package io.thalweg.learner.flink;

import io.thalweg.learner.sync.CoordinatorMessage;
import io.thalweg.learner.sync.LearnerMessage;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** The protocol's messages as Flink carries them between coordinator and operator. */
sealed interface ProtocolEvent extends OperatorEvent {
  record FromLearner(LearnerMessage message) implements ProtocolEvent {}

  /** Whether bad records hold releases back. */
  record Hold(boolean held) implements ProtocolEvent {}

  /**
   * May be lost, by a task that has ended and isn't known to: it leaves, or comes back and joins
   * anew. For any other event that doesn't arrive Flink fails the task.
   */
  record ToLearner(CoordinatorMessage message) implements ProtocolEvent {
    @Override
    public boolean isLossTolerant() {
      return true;
    }
  }
}
