package io.thalweg.learner.flink;

import io.thalweg.learner.sync.CoordinatorMessage;
import io.thalweg.learner.sync.LearnerMessage;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** The protocol's messages as Flink carries them between coordinator and operator. */
sealed interface ProtocolEvent extends OperatorEvent {
  record FromLearner(LearnerMessage message) implements ProtocolEvent {}

  /** Whether bad records hold releases back. */
  record Hold(boolean held) implements ProtocolEvent {}

  record ToLearner(CoordinatorMessage message) implements ProtocolEvent {}
}
