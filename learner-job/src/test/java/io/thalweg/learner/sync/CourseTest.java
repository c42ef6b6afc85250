package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.Course.Apply;
import io.thalweg.learner.sync.Course.Learn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {
  private final List<Integer> learned = new ArrayList<>();
  private final Model model = new Model();
  private final Course<Integer> course =
      new Course<>(new RoundMarks(1, 10, 2), model, learned::add, round -> {});

  @Test
  void whatWaitsForARoundIsLearnedWhenTheRoundIsThere() {
    course.mark(1);
    course.example(7);
    assertThat(course.isWaiting()).isTrue();
    course.commit(1, new float[0], 2);
    assertThat(learned).containsExactly(7);
    assertThat(model.phase).isEqualTo(MarkedReplica.Phase.OPEN);
  }

  @Test
  void aRoundThatIsThereAfterTheEndIsTakenOverByWhoeverGoesOn() {
    course.mark(1);
    course.example(7);
    course.end();
    course.commit(1, new float[0], 2);
    assertThat(learned).as("nothing may come out behind the end").isEmpty();
    assertThat(course.round()).isEqualTo(1);
    assertThat(course.ahead()).containsExactly(new Apply<>(), new Learn<>(7));

    Course<Integer> next = new Course<>(new RoundMarks(1, 10, 2), model, learned::add, round -> {});
    next.begin(course.ahead());
    assertThat(learned).containsExactly(7);
    assertThat(model.phase).isEqualTo(MarkedReplica.Phase.OPEN);
  }

  /** Without parameters. */
  private static final class Model implements MarkedReplica {
    private Phase phase = Phase.OPEN;
    private long round;

    @Override
    public Phase phase() {
      return phase;
    }

    @Override
    public float[] freeze() {
      phase = Phase.FROZEN;
      return contribution();
    }

    @Override
    public float[] contribution() {
      return new float[0];
    }

    @Override
    public void accept(long committed, float[] reduced, int worldSize) {
      phase = Phase.COMMITTED;
      round = committed;
    }

    @Override
    public void apply() {
      phase = Phase.OPEN;
    }

    @Override
    public Totals frozenTotals() {
      return Totals.NONE;
    }

    @Override
    public long round() {
      return round;
    }

    @Override
    public void abort() {}

    @Override
    public void commit(long committed, float[] reduced, int worldSize) {
      throw new UnsupportedOperationException("a course accepts and applies");
    }

    @Override
    public Totals baseTotals() {
      return Totals.NONE;
    }

    @Override
    public Totals totals() {
      return Totals.NONE;
    }

    @Override
    public float[] baseView() {
      return new float[0];
    }
  }
}
