package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Arrival;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventDispatcher;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;

/** Makes the learners of a job and, on the JobManager's side, their coordinator. */
final class LearnerOperatorFactory extends AbstractStreamOperatorFactory<byte[]>
    implements OneInputStreamOperatorFactory<Arrival, byte[]>, CoordinatedOperatorFactory<byte[]> {

  private static final long serialVersionUID = 1L;

  private final LearnerOperatorConfig config;

  /** Of the job that this factory is a part of. */
  private final JobSecret secret = JobSecret.draw();

  LearnerOperatorFactory(LearnerOperatorConfig config) {
    this.config = config;
    setChainingStrategy(ChainingStrategy.HEAD);
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operatorId) {
    return new CoordinatorProvider(operatorId, config);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
  public <T extends StreamOperator<byte[]>> T createStreamOperator(
      StreamOperatorParameters<byte[]> parameters) {
    OperatorID id = parameters.getStreamConfig().getOperatorID();
    OperatorEventDispatcher events = parameters.getOperatorEventDispatcher();
    LearnerOperator operator =
        new LearnerOperator(
            parameters,
            config,
            secret,
            events.getOperatorEventGateway(id),
            // Not the operator's own executor: mails of its priority would overtake the
            // coordinator's events, which come at the lowest.
            parameters
                .getContainingTask()
                .getMailboxExecutorFactory()
                .createExecutor(TaskMailbox.MIN_PRIORITY));
    events.registerEventHandler(id, operator);
    return (T) operator;
  }

  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return LearnerOperator.class;
  }

  private record CoordinatorProvider(OperatorID operatorId, LearnerOperatorConfig config)
      implements OperatorCoordinator.Provider {
    @Override
    public OperatorID getOperatorId() {
      return operatorId;
    }

    @Override
    public OperatorCoordinator create(OperatorCoordinator.Context context) {
      return new LearnerCoordinator(context, config);
    }
  }
}
