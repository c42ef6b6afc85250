package io.thalweg.learner.train;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learners whose head has two classes at first and room for five, and the rounds between them.
 * Confined to one thread.
 */
final class GrowingHeads implements AutoCloseable {
  static final ModelSpec SPEC =
      new ModelSpec("grows", TestLearner.FEATURES, List.of(), new Head.Multiclass(5, 2), 3);

  final List<TestLearner> ranks = new ArrayList<>();

  static GrowingHeads open(int worldSize, TrainingConfig config, Path directory) {
    GrowingHeads team = new GrowingHeads();
    for (int rank = 0; rank < worldSize; rank++) {
      Path table = directory.resolve("rank-" + rank);
      team.ranks.add(TestLearner.open(SPEC, config, table));
    }
    return team;
  }

  OnlineLearner learner(int rank) {
    return ranks.get(rank).learner;
  }

  void learn(int rank, int example, int label) {
    byte[] row = TestLearner.row(example, TestLearner.x(example), TestLearner.y(example));
    ranks.get(rank).learn(example, TestLearner.labelled(row, label));
  }

  float[] reduce() {
    float[] sum = new float[0];
    for (TestLearner t : ranks) {
      float[] one = t.learner.freeze();
      sum = sum.length == 0 ? new float[one.length] : sum;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += one[i];
      }
    }
    return sum;
  }

  void round() {
    float[] reduced = reduce();
    for (TestLearner t : ranks) {
      t.learner.commit(t.learner.round() + 1, reduced.clone(), ranks.size());
    }
  }

  List<Integer> outputs() {
    return ranks.stream().map(t -> t.learner.outputs()).toList();
  }

  @Override
  public void close() {
    ranks.forEach(TestLearner::close);
  }
}
