package io.thalweg.learner.ledger;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Deals the splits out once all readers are there. Confined to the coordinator's thread. */
final class EventEnumerator implements SplitEnumerator<EventSplit, List<EventSplit>> {
  private final SplitEnumeratorContext<EventSplit> context;
  private final List<EventSplit> unassigned;

  EventEnumerator(SplitEnumeratorContext<EventSplit> context, List<EventSplit> unassigned) {
    this.context = context;
    this.unassigned = new ArrayList<>(unassigned);
  }

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtask, String hostname) {}

  @Override
  public void addSplitsBack(List<EventSplit> splits, int subtask) {
    unassigned.addAll(splits);
  }

  @Override
  public void addReader(int subtask) {
    if (context.registeredReaders().size() == context.currentParallelism()) {
      for (EventSplit split : unassigned) {
        context.assignSplit(split, split.number() % context.currentParallelism());
      }
      unassigned.clear();
    }
  }

  @Override
  public List<EventSplit> snapshotState(long checkpointId) {
    Experiment.current().mishaps().at(Place.COORDINATOR);
    return List.copyOf(unassigned);
  }

  @Override
  public void close() {}
}
