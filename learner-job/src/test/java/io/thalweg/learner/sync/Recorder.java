package io.thalweg.learner.sync;

import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.util.ArrayList;
import java.util.List;

/** Remembers what the protocol wanted. Confined to one thread. */
final class Recorder implements CoordinatorActions {
  record Sent(int rank, CoordinatorMessage message) {}

  record Completed(long checkpointId, CoordinationState state) {}

  final List<Sent> sent = new ArrayList<>();
  final List<Completed> completed = new ArrayList<>();
  final List<String> failedCheckpoints = new ArrayList<>();
  final List<Staged> announced = new ArrayList<>();
  final List<Staged> previews = new ArrayList<>();
  final List<String> failedJobs = new ArrayList<>();

  @Override
  public void send(int rank, CoordinatorMessage message) {
    sent.add(new Sent(rank, message));
  }

  @Override
  public void completeCheckpoint(long checkpointId, CoordinationState state) {
    completed.add(new Completed(checkpointId, state));
  }

  @Override
  public void failCheckpoint(long checkpointId, String why) {
    failedCheckpoints.add(checkpointId + ": " + why);
  }

  @Override
  public void announce(Staged release) {
    announced.add(release);
  }

  @Override
  public void preview(Staged preview) {
    previews.add(preview);
  }

  @Override
  public void failJob(String why) {
    failedJobs.add(why);
  }

  /** What was sent to this rank of this type, in order. */
  <M extends CoordinatorMessage> List<M> to(int rank, Class<M> type) {
    return sent.stream()
        .filter(s -> s.rank == rank && type.isInstance(s.message))
        .map(s -> type.cast(s.message))
        .toList();
  }

  <M extends CoordinatorMessage> M last(int rank, Class<M> type) {
    List<M> all = to(rank, type);
    return all.get(all.size() - 1);
  }
}
