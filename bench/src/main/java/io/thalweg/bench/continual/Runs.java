package io.thalweg.bench.continual;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Scratch;
import io.thalweg.bench.continual.data.Task;
import io.thalweg.learner.train.DivergedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Runs setups with several seeds each, on two threads where there are two processors: an engine has
 * one thread. Confined to its caller's thread.
 */
final class Runs {
  private static final int MOST_THREADS = 2;

  private final Context context;
  private final LongFunction<List<Task>> tasks;
  private final int seeds;

  /**
   * @param tasks by seed; there are as many, of the same size, for each
   */
  Runs(Context context, LongFunction<List<Task>> tasks, int seeds) {
    this.context = context;
    this.tasks = tasks;
    this.seeds = seeds;
  }

  /** For every setup the results of its seeds, 1 and up. */
  List<List<AccuracyMatrix>> of(List<Setup> setups, boolean everyTask) throws Exception {
    Progressed progressed = new Progressed(context.progress(), rows(setups));
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "thalweg-continual");
              thread.setDaemon(true);
              return thread;
            });
    try (Scratch scratch = Scratch.open(context.directory())) {
      List<List<Future<AccuracyMatrix>>> futures = new ArrayList<>();
      for (int i = 0; i < setups.size(); i++) {
        futures.add(new ArrayList<>());
        for (int seed = 1; seed <= seeds; seed++) {
          futures
              .get(i)
              .add(executor.submit(work(setups, i, seed, everyTask, scratch, progressed)));
        }
      }
      return results(futures);
    } finally {
      executor.shutdownNow();
    }
  }

  private static List<List<AccuracyMatrix>> results(List<List<Future<AccuracyMatrix>>> futures)
      throws Exception {
    List<List<AccuracyMatrix>> results = new ArrayList<>();
    for (List<Future<AccuracyMatrix>> ofSetup : futures) {
      List<AccuracyMatrix> matrices = new ArrayList<>();
      for (Future<AccuracyMatrix> future : ofSetup) {
        try {
          matrices.add(future.get());
        } catch (ExecutionException e) {
          throw e.getCause() instanceof Exception cause ? cause : e;
        }
      }
      results.add(matrices);
    }
    return results;
  }

  private Callable<AccuracyMatrix> work(
      List<Setup> setups,
      int i,
      int seed,
      boolean everyTask,
      Scratch scratch,
      Progressed progressed) {
    Setup setup = setups.get(i);
    String what = "%s with %d rows, seed %d".formatted(setup.strategy(), setup.buffer(), seed);
    return () -> {
      try {
        return new Learning(setup, tasks.apply(seed), seed)
            .run(
                everyTask,
                scratch.directory().resolve("table-%d-%d".formatted(i, seed)),
                rows -> progressed.learned(rows, what));
      } catch (DivergedException e) {
        throw new BenchException(
            "%s: the loss is no number any more; say a smaller --lr than %s"
                .formatted(what, setup.learningRate()));
      }
    };
  }

  private long rows(List<Setup> setups) {
    long ofTasks = tasks.apply(1).stream().mapToLong(task -> task.train().size()).sum();
    return setups.stream().mapToLong(setup -> ofTasks * seeds * setup.epochs()).sum();
  }
}
