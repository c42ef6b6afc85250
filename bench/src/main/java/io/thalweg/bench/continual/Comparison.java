package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.bench.continual.Elsewhere.Assignment;
import io.thalweg.bench.continual.Elsewhere.Learned;
import io.thalweg.bench.continual.data.Course;
import io.thalweg.bench.continual.data.Task;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;

/**
 * What is learned elsewhere beside the plain loop: with the same seeds, tested in the same way at
 * the end. Confined to its caller's thread.
 */
final class Comparison {
  private final Context context;
  private final Elsewhere elsewhere;
  private final LongFunction<List<Task>> tasks;
  private final int seeds;

  /** One seed's. */
  private record Run(double accuracy, long examples, Learned learned) {}

  /**
   * @param tasks by seed; there are as many, of the same size, for each
   */
  Comparison(Context context, Elsewhere elsewhere, LongFunction<List<Task>> tasks, int seeds) {
    this.context = context;
    this.elsewhere = elsewhere;
    this.tasks = tasks;
    this.seeds = seeds;
  }

  /**
   * The rows of a setup.
   *
   * @param name what they begin with
   * @param plain the plain loop's accuracy in percent
   * @param goal of the points that are missing to that
   */
  List<Row> rows(String name, Setup setup, double plain, Goal goal) throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      runs.add(run(setup, seed));
    }
    double accuracy = 100 * mean(runs, Run::accuracy);
    return List.of(
        figure(name, accuracy, "%"),
        Row.measured(name + "-vs-plain-loop", plain - accuracy, "points", goal),
        figure(name + "-rounds", mean(runs, r -> (double) r.learned().rounds()), "rounds"),
        figure(
            name + "-released",
            100 * mean(runs, r -> (double) r.learned().examples() / r.examples()),
            "% of the examples"),
        figure(
            name + "-replay-on-disk",
            100 * mean(runs, r -> share(r.learned().rowsOnDisk(), r.learned().storedRows())),
            "% of the rows"),
        figure(name + "-replay-in-segments", mean(runs, r -> r.learned().coldBytes() / 1e6), "MB"));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static Row figure(String name, double value, String unit) {
    return Row.measured(name, value, unit, Goal.none());
  }

  private static double mean(List<Run> runs, ToDoubleFunction<Run> figure) {
    return runs.stream().mapToDouble(figure).average().orElseThrow();
  }

  private Run run(Setup setup, int seed) throws Exception {
    Course course = new Course(tasks.apply(seed), setup.epochs(), seed);
    ModelSpec model = Network.of(course.tasks(), setup.hidden(), seed);
    Progressed progressed = new Progressed(context.progress(), course.examples());
    String what =
        "%s with %d rows, seed %d, elsewhere".formatted(setup.strategy(), setup.buffer(), seed);
    try (Scratch scratch = Scratch.open(context.directory())) {
      Learned learned =
          elsewhere.learn(
              new Assignment(
                  course,
                  model,
                  new PipelineSections(setup, model, seed).text(),
                  GlorotUniform.of(model),
                  scratch.directory()),
              examples -> progressed.learnedSoFar(examples, what));
      if (learned.examples() == 0) {
        throw new BenchException("no version was released; say more --rows");
      }
      return new Run(accuracy(course, model, learned.parameters()), course.examples(), learned);
    }
  }

  /** As the plain loop is tested. */
  private static double accuracy(Course course, ModelSpec model, float[] parameters) {
    try (GradientEngine engine = DjlEngines.openCpu(model, LargestLogit.ROWS)) {
      engine.load(parameters);
      Testing testing = LargestLogit.of(engine, model);
      AccuracyMatrix matrix = new AccuracyMatrix(course.tasks().size());
      int last = course.tasks().size() - 1;
      for (int on = 0; on <= last; on++) {
        matrix.set(last, on, testing.accuracy(course.tasks().get(on).test()));
      }
      return matrix.average();
    }
  }
}
