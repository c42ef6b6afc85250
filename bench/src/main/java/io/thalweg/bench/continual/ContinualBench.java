package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.continual.data.Task;
import io.thalweg.bench.continual.data.TaskFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Tasks one after the other: permuted MNIST with its published table, or the user's own. */
public final class ContinualBench {
  /** What it is called in reports and on the command line. */
  public static final String NAME = "continual";

  private static final int PERMUTATIONS = 20;
  private static final double POINTS = 1.0;

  /** What is learned elsewhere may be worse by so many points. */
  private static final double POINTS_ELSEWHERE = 1.5;

  private final ContinualOptions options;
  private final @Nullable Elsewhere elsewhere;

  public ContinualBench(ContinualOptions options) {
    this(options, null);
  }

  /**
   * @param elsewhere learns each setup a second time, beside the plain loop; null for nothing
   */
  public ContinualBench(ContinualOptions options, @Nullable Elsewhere elsewhere) {
    this.options = options;
    this.elsewhere = elsewhere;
    if (options.seeds() < 1) {
      throw new BenchException("--seeds is %d; say 1 or more".formatted(options.seeds()));
    }
    if (options.rows() != null && options.rows() < 1) {
      throw new BenchException("--rows is %d; say 1 or more".formatted(options.rows()));
    }
    if (options.data() != null && options.tasks() != null) {
      throw new BenchException("--data and --tasks are two protocols; say one of them");
    }
  }

  /** Measures; what isn't there to be measured with is skipped. */
  public List<Row> run(Context context) throws Exception {
    Path data = options.data();
    Path tasks = options.tasks();
    if (tasks != null) {
      return ownTasks(context, TaskFiles.read(tasks, options.mostRows()));
    }
    if (data == null) {
      String why = "no data; say --data with the directory of MNIST's four files, or --tasks";
      return Published.ALL.stream()
          .flatMap(row -> row.names(options).stream())
          .map(name -> Row.skipped(name, why))
          .toList();
    }
    return permutedMnist(context, TaskFiles.mnist(data, options.mostRows()));
  }

  private List<Row> ownTasks(Context context, List<Task> tasks) throws Exception {
    Setup setup = Setup.DEFAULT.with(options);
    requireSense(setup);
    List<AccuracyMatrix> matrices =
        new Runs(context, seed -> tasks, options.seeds()).of(List.of(setup), true).get(0);
    double accuracy = percent(matrices, AccuracyMatrix::average);
    List<Row> rows = new ArrayList<>();
    rows.add(Row.measured("accuracy", accuracy, "%", Goal.none()));
    rows.add(
        Row.measured(
            "forgetting", percent(matrices, AccuracyMatrix::forgetting), "points", Goal.none()));
    if (elsewhere != null) {
      rows.addAll(
          new Comparison(context, elsewhere, seed -> tasks, options.seeds())
              .rows("through-flink", setup, accuracy, Goal.none()));
    }
    return rows;
  }

  private List<Row> permutedMnist(Context context, Task mnist) throws Exception {
    List<Published> wanted = Published.ALL.stream().filter(row -> row.isWanted(options)).toList();
    List<Setup> setups = new ArrayList<>();
    wanted.forEach(row -> setups.add(row.setup().with(options)));
    if (wanted.isEmpty()) {
      setups.add(Setup.DEFAULT.with(options));
    }
    setups.forEach(this::requireSense);
    LongFunction<List<Task>> tasks = seed -> TaskFiles.permuted(mnist, PERMUTATIONS, seed);
    List<List<AccuracyMatrix>> results =
        new Runs(context, tasks, options.seeds()).of(setups, false);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < setups.size(); i++) {
      double accuracy = percent(results.get(i), AccuracyMatrix::average);
      if (wanted.isEmpty()) {
        Setup setup = setups.get(i);
        String name = "pmnist-%s-%d".formatted(setup.strategy(), setup.buffer());
        rows.add(Row.measured(name, accuracy, "%", Goal.none()));
      } else {
        Published published = wanted.get(i);
        published.names(options).forEach(name -> rows.add(row(name, published, accuracy)));
      }
      if (elsewhere != null) {
        boolean kept = !wanted.isEmpty() && wanted.get(i).isKept(options);
        rows.addAll(
            new Comparison(context, elsewhere, tasks, options.seeds())
                .rows(elsewhereName(setups.get(i)), setups.get(i), accuracy, goalElsewhere(kept)));
      }
    }
    return rows;
  }

  private static String elsewhereName(Setup setup) {
    return "%s-%d-through-flink".formatted(setup.strategy().replace("+", "p"), setup.buffer());
  }

  private static Goal goalElsewhere(boolean kept) {
    return kept
        ? Goal.atMost(
            POINTS_ELSEWHERE,
            String.format(Locale.ROOT, "at most %.1f points less", POINTS_ELSEWHERE))
        : Goal.none();
  }

  private Row row(String name, Published published, double accuracy) {
    if (published.accuracy().isEmpty() || !published.isKept(options)) {
      return Row.measured(name, accuracy, "%", Goal.none());
    }
    double reference = published.accuracy().getAsDouble();
    double least = reference - POINTS;
    return Row.measured(
        name,
        accuracy,
        "%",
        new Reference("published", reference),
        Goal.atLeast(
            least / reference,
            String.format(Locale.ROOT, "%.2f %% or more, the published less a point", least)));
  }

  private void requireSense(Setup setup) {
    if (elsewhere != null) {
      PipelineSections.requireSense(setup);
    }
    if (setup.strategyName().nearestMean() && setup.hidden().isEmpty()) {
      throw new BenchException("--strategy ncm needs a layer; say --hidden 100");
    }
  }

  private static double percent(
      List<AccuracyMatrix> matrices, ToDoubleFunction<AccuracyMatrix> figure) {
    return 100 * matrices.stream().mapToDouble(figure).average().orElseThrow();
  }
}
