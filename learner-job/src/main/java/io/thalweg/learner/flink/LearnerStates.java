package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.learner.sync.Course.Step;
import io.thalweg.learner.train.ErasedSubjects;
import io.thalweg.learner.train.LearnerState;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Fingerprints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.jspecify.annotations.Nullable;

/**
 * A learner's part of the operator state, all but its replay store: a blob per learner in union
 * lists, so that after a rescale every learner sees all of them. Confined to the mailbox thread.
 */
final class LearnerStates {
  private static final ListStateDescriptor<byte[]> LEARNER =
      new ListStateDescriptor<>("learner", BytePrimitiveArraySerializer.INSTANCE);
  private static final ListStateDescriptor<byte[]> COURSE =
      new ListStateDescriptor<>("course", BytePrimitiveArraySerializer.INSTANCE);

  private static final ListStateDescriptor<byte[]> ERASED =
      new ListStateDescriptor<>("erased", BytePrimitiveArraySerializer.INSTANCE);

  /** Of the pipeline, from one learner: a line each. Older checkpoints have none. */
  private static final ListStateDescriptor<byte[]> FEATURES =
      new ListStateDescriptor<>("features", BytePrimitiveArraySerializer.INSTANCE);

  private final int rank;
  private final int worldSize;
  private final ListState<byte[]> learners;
  private final ListState<byte[]> courses;
  private final ListState<byte[]> erased;
  private final ListState<byte[]> features;

  LearnerStates(int rank, int worldSize, OperatorStateStore store) throws Exception {
    this.rank = rank;
    this.worldSize = worldSize;
    this.learners = store.getUnionListState(LEARNER);
    this.courses = store.getUnionListState(COURSE);
    this.erased = store.getUnionListState(ERASED);
    this.features = store.getUnionListState(FEATURES);
  }

  /**
   * Refuses a checkpoint whose weights and rows are of other inputs, though there may be as many.
   *
   * @throws IllegalStateException with a line that names them
   */
  void requireFeaturesOf(ModelSpec model) throws Exception {
    List<String> now = Fingerprints.ofEachFeature(model);
    for (byte[] lines : features.get()) {
      requireSame(new String(lines, StandardCharsets.UTF_8).lines().toList(), now);
    }
  }

  private static void requireSame(List<String> then, List<String> now) {
    if (then.equals(now)) {
      return;
    }
    if (!names(then).equals(names(now))) {
      throw new IllegalStateException(
          "the checkpoint's features are %s, the pipeline's %s; restore them and their order, or begin anew with --fresh"
              .formatted(names(then), names(now)));
    }
    List<String> other = new ArrayList<>(now);
    other.removeAll(then);
    throw new IllegalStateException(
        "the checkpoint has learned %s in another form than the pipeline's; restore it, or begin anew with --fresh"
            .formatted(names(other)));
  }

  private static List<String> names(List<String> features) {
    return features.stream().map(f -> f.substring(0, f.lastIndexOf(' '))).toList();
  }

  /** Tells whom nothing is to be kept of, all that any learner knew. */
  void erased(ErasedSubjects subjects) throws Exception {
    subjects.restore(erased.get(), rank == 0);
  }

  /**
   * What this rank goes on from; null at a first start.
   *
   * @param settledFor where the checkpoint's rounds don't go on: the model that they are of
   * @param race what challengers in them are judged by
   */
  @Nullable LearnerState learner(
      KeyGroupRange groups, @Nullable ModelSpec settledFor, RaceSpec race) throws Exception {
    List<LearnerState> states = new ArrayList<>();
    for (byte[] blob : learners.get()) {
      LearnerState state = LearnerState.fromBytes(blob);
      states.add(settledFor == null ? state : state.settled(settledFor, race));
    }
    return states.isEmpty()
        ? null
        : LearnerState.forRank(states, rank, worldSize, groups::contains);
  }

  /** How many learners the checkpoint is of; 0 at a first start. */
  int worldSizeThen() throws Exception {
    int then = 0;
    for (byte[] blob : learners.get()) {
      then = LearnerState.fromBytes(blob).worldSize();
    }
    return then;
  }

  /** What this rank had come to and not learned. */
  List<Step<Example>> ahead(KeyGroupRange groups, ToIntFunction<Example> group) throws Exception {
    List<CourseState> states = new ArrayList<>();
    for (byte[] blob : courses.get()) {
      states.add(CourseState.fromBytes(blob));
    }
    return CourseState.forRank(
        states, rank, worldSize, example -> groups.contains(group.applyAsInt(example)));
  }

  void snapshot(
      LearnerState learner, List<Step<Example>> ahead, ErasedSubjects subjects, ModelSpec model)
      throws Exception {
    learners.update(List.of(learner.toBytes()));
    courses.update(List.of(course(ahead)));
    erased.update(List.of(subjects.toBytes()));
    features.update(
        rank == 0
            ? List.of(
                String.join("\n", Fingerprints.ofEachFeature(model))
                    .getBytes(StandardCharsets.UTF_8))
            : List.of());
  }

  private byte[] course(List<Step<Example>> ahead) throws IOException {
    return new CourseState(rank, worldSize, ahead).toBytes();
  }
}
