package io.thalweg.learner.ledger;

import io.thalweg.ingestion.flink.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Emits in turn from its splits. Confined to the task's thread. */
final class EventReader implements SourceReader<Example, EventSplit> {
  private static final int KEY_STEP = 7919;

  private final EventSource source;
  private final Experiment experiment;
  private final List<EventSplit> splits = new ArrayList<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private int permits;
  private int turn;

  EventReader(EventSource source, Experiment experiment) {
    this.source = source;
    this.experiment = experiment;
  }

  @Override
  public void start() {}

  @Override
  public void addSplits(List<EventSplit> added) {
    splits.addAll(added);
    added.forEach(s -> experiment.at(s.number(), s.position()));
    permits = source.perCheckpoint() * splits.size();
    available.complete(null);
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public InputStatus pollNext(ReaderOutput<Example> output) {
    for (int i = 0; permits > 0 && i < splits.size(); i++) {
      turn = (turn + 1) % splits.size();
      EventSplit split = splits.get(turn);
      int event = split.nextEvent();
      if (event < experiment.allowed()) {
        output.collect(LedgerModel.example(event, KEY_STEP * (event % source.skew())));
        splits.set(turn, split.advanced());
        experiment.at(split.number(), split.position() + 1);
        permits--;
        return InputStatus.MORE_AVAILABLE;
      }
    }
    available = new CompletableFuture<>();
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    experiment.completed(checkpointId);
    permits = source.perCheckpoint() * splits.size();
    available.complete(null);
  }

  @Override
  public List<EventSplit> snapshotState(long checkpointId) {
    return List.copyOf(splits);
  }

  @Override
  public void close() {}
}
