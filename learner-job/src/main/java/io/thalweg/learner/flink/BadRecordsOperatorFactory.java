package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Tally;
import io.thalweg.learner.release.BadRecordsSpec;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventDispatcher;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes who counts bad records and, on the JobManager's side, whom they tell. */
final class BadRecordsOperatorFactory extends AbstractStreamOperatorFactory<Void>
    implements OneInputStreamOperatorFactory<Tally, Void>, CoordinatedOperatorFactory<Void> {

  private static final long serialVersionUID = 1L;

  private final BadRecordsSpec spec;
  private final String deadLetters;

  BadRecordsOperatorFactory(BadRecordsSpec spec, String deadLetters) {
    this.spec = spec;
    this.deadLetters = deadLetters;
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operatorId) {
    return new CoordinatorProvider(operatorId);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
  public <T extends StreamOperator<Void>> T createStreamOperator(
      StreamOperatorParameters<Void> parameters) {
    OperatorID id = parameters.getStreamConfig().getOperatorID();
    OperatorEventDispatcher events = parameters.getOperatorEventDispatcher();
    BadRecordsOperator operator =
        new BadRecordsOperator(parameters, spec, deadLetters, events.getOperatorEventGateway(id));
    events.registerEventHandler(id, operator);
    return (T) operator;
  }

  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return BadRecordsOperator.class;
  }

  private record CoordinatorProvider(OperatorID operatorId)
      implements OperatorCoordinator.Provider {
    @Override
    public OperatorID getOperatorId() {
      return operatorId;
    }

    @Override
    public OperatorCoordinator create(OperatorCoordinator.Context context) {
      return new BadRecordsCoordinator(ReleaseHold.of(context.getCoordinatorStore()));
    }
  }
}
