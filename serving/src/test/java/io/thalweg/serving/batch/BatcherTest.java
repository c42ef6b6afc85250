package io.thalweg.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BatcherTest {
  private static final int WORKERS = 2;

  private final Batcher batcher =
      new Batcher(new BatchSettings(64, WORKERS, Duration.ofSeconds(5)));

  /** An event loop that turns when it is told to. */
  private final Queue<Runnable> loop = new ArrayDeque<>();

  private final Runner lane = batcher.lane(loop::add);
  private final long later = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);

  @AfterEach
  void close() {
    batcher.close();
  }

  /** Answers each row with its first column, and notes how many rows each run had. */
  private static final class Echo implements Predictor {
    final Queue<Integer> runs = new ConcurrentLinkedQueue<>();
    final Queue<String> threads = new ConcurrentLinkedQueue<>();
    private final long nanosPerRow;

    Echo(long nanosPerRow) {
      this.nanosPerRow = nanosPerRow;
    }

    @Override
    public Outputs run(float[] dense, int rows) {
      runs.add(rows);
      threads.add(Thread.currentThread().getName());
      long end = System.nanoTime() + nanosPerRow * rows;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      int width = dense.length / rows;
      float[] out = new float[rows];
      for (int r = 0; r < rows; r++) {
        out[r] = dense[r * width];
      }
      return new Outputs(out, out.clone());
    }

    @Override
    public void close() {}
  }

  private static Servable servable(long version, Predictor predictor) {
    return FakePredictor.servable("m", version, predictor);
  }

  private CompletableFuture<Outputs> submit(Servable servable, float value) {
    return lane.run(servable, new float[] {value, 0}, 1, later);
  }

  private void turn() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  /** Lets the batcher learn that runs of many rows are quick. */
  private void warm(Servable servable, Echo echo) {
    for (int rows = 1; rows <= 64; rows *= 2) {
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Outputs> done = lane.run(servable, new float[2 * rows], rows, later);
        turn();
        done.join();
      }
    }
    echo.runs.clear();
    echo.threads.clear();
  }

  @Test
  void whatOneTurnBringsIsComputedInOneRunOnTheLoop() {
    Echo echo = new Echo(0);
    Servable servable = servable(1, echo);
    warm(servable, echo);
    List<CompletableFuture<Outputs>> futures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      futures.add(submit(servable, i));
    }
    assertThat(echo.runs).isEmpty();
    turn();
    assertThat(echo.runs).containsExactly(10);
    assertThat(echo.threads).containsExactly(Thread.currentThread().getName());
    for (int i = 0; i < 10; i++) {
      assertThat(futures.get(i).join().headView()).containsExactly(i);
      assertThat(futures.get(i).join().logitsView()).containsExactly(i);
    }
  }

  @Test
  void aDeadlineIsKeptWhileTheRunHangsAndItsVersionStaysLoadedUntilTheRunEnds() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> closedWhileRun = new CompletableFuture<>();
    Predictor hanging =
        new Predictor() {
          @Override
          public Outputs run(float[] dense, int rows) {
            begun.countDown();
            try {
              hangs.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return new Outputs(new float[rows], new float[rows]);
          }

          @Override
          public void close() {
            closedWhileRun.complete(hangs.getCount() > 0);
          }
        };
    VersionTable table = new VersionTable(List.of("m"), 1);
    ModelSlot slot = table.openSlot("m");
    slot.swap(servable(1, hanging));
    Servable servable = Objects.requireNonNull(slot.acquire());
    long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
    List<CompletableFuture<Outputs>> all = new ArrayList<>();
    for (int i = 0; i < WORKERS + 1; i++) {
      all.add(lane.fromAnywhere().run(servable, new float[] {1, 0}, 1, soon));
    }
    begun.await();
    for (CompletableFuture<Outputs> each : all) {
      assertThatThrownBy(each::join)
          .hasCauseInstanceOf(RequestException.class)
          .hasMessageContaining("deadline");
    }
    servable.release();
    // The closer takes them in order: with the second closed, the first would be.
    CompletableFuture<Boolean> secondClosed = new CompletableFuture<>();
    slot.swap(servable(2, closing(secondClosed)));
    slot.swap(servable(3, new Echo(0)));
    assertThat(secondClosed.get()).isTrue();
    assertThat(closedWhileRun).isNotDone();
    hangs.countDown();
    assertThat(closedWhileRun.get()).isFalse();
  }

  private static Predictor closing(CompletableFuture<Boolean> closed) {
    return new Predictor() {
      @Override
      public Outputs run(float[] dense, int rows) {
        throw new IllegalStateException("nobody asks it");
      }

      @Override
      public void close() {
        closed.complete(true);
      }
    };
  }

  @Test
  void versionsShareNoRun() {
    Echo one = new Echo(0);
    Echo two = new Echo(0);
    Servable first = servable(1, one);
    Servable second = servable(2, two);
    warm(first, one);
    List<CompletableFuture<Outputs>> all =
        List.of(submit(first, 1), submit(first, 2), submit(second, 3), submit(first, 4));
    turn();
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(one.runs).containsExactly(3);
    assertThat(two.runs).containsExactly(1);
  }

  @Test
  void requestsOfManyRowsKeepTheirRows() {
    Echo echo = new Echo(0);
    Servable servable = servable(1, echo);
    warm(servable, echo);
    CompletableFuture<Outputs> three = lane.run(servable, new float[] {1, 0, 2, 0, 3, 0}, 3, later);
    CompletableFuture<Outputs> one = submit(servable, 4);
    turn();
    assertThat(three.join().headView()).containsExactly(1, 2, 3);
    assertThat(one.join().headView()).containsExactly(4);
    assertThat(echo.runs).containsExactly(4);
  }

  @Test
  void aSlowModelLeavesTheLoopToOthers() {
    Echo slow = new Echo(TimeUnit.MILLISECONDS.toNanos(2));
    Servable servable = servable(1, slow);
    for (int i = 0; i < 30; i++) {
      CompletableFuture<Outputs> future = submit(servable, i);
      turn();
      assertThat(future.join().headView()).containsExactly(i);
    }
    slow.threads.clear();
    CompletableFuture<Outputs> future = submit(servable, 5);
    turn();
    assertThat(future.join().headView()).containsExactly(5);
    assertThat(slow.threads).hasSize(1).allMatch(name -> name.startsWith("thalweg-infer-"));
  }

  @Test
  void aSlowVersionOfAQuickModelIsFoundOut() {
    Echo quick = new Echo(0);
    Servable champion = servable(1, quick);
    warm(champion, quick);
    Echo slow = new Echo(TimeUnit.MILLISECONDS.toNanos(2));
    Servable canary = servable(2, slow);
    for (int i = 0; i < 10; i++) {
      List<CompletableFuture<Outputs>> all = List.of(submit(canary, i), submit(champion, i));
      turn();
      all.forEach(CompletableFuture::join);
    }
    assertThat(slow.threads.stream().skip(5)).allMatch(name -> name.startsWith("thalweg-infer-"));
    assertThat(quick.threads).containsOnly(Thread.currentThread().getName());
  }

  @Test
  void aTurnTakesNoMoreThanALoopCanDo() {
    Echo echo = new Echo(100_000);
    Servable servable = servable(1, echo);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Outputs> done = submit(servable, i);
      turn();
      done.join();
    }
    List<CompletableFuture<Outputs>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(submit(servable, i));
    }
    turn();
    long shed = all.stream().filter(CompletableFuture::isCompletedExceptionally).count();
    assertThat(shed).isBetween(500L, 1_900L);
  }

  @Test
  void nobodyComputesWhatNobodyWaitsFor() {
    Echo echo = new Echo(0);
    CompletableFuture<Outputs> late =
        lane.run(servable(1, echo), new float[2], 1, System.nanoTime() - 1);
    turn();
    assertThatThrownBy(late::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("the deadline passed before the rows were computed");
    assertThat(echo.runs).isEmpty();
  }

  @Test
  void turnsAwayWhatWouldWaitTooLong() {
    Echo slow = new Echo(TimeUnit.MILLISECONDS.toNanos(5));
    Servable servable = servable(1, slow);
    for (int i = 0; i < 30; i++) {
      CompletableFuture<Outputs> future = submit(servable, i);
      turn();
      future.join();
    }
    List<CompletableFuture<Outputs>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      futures.add(submit(servable, i));
    }
    turn();
    int shed = 0;
    for (CompletableFuture<Outputs> future : futures) {
      Throwable failed = future.handle((outputs, f) -> f).join();
      if (failed != null) {
        shed++;
        assertThat(failed)
            .isInstanceOfSatisfying(
                RequestException.class,
                e -> {
                  assertThat(e.status()).isEqualTo(Status.UNAVAILABLE);
                  assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                });
      }
    }
    assertThat(shed).isBetween(100, 199);
  }

  @Test
  void aModelWithManyRequestsTakesTurnsWithAnother() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    try (Workers one = new Workers(new Workers.Width(1, 1, 0))) {
      ModelQueue busy = new ModelQueue(rows -> {});
      ModelQueue other = new ModelQueue(rows -> {});
      Servable blocked = servable(1, new Noting("first", order, begun, open));
      List<Job> jobs = new ArrayList<>();
      jobs.add(submit(one, busy, blocked));
      begun.await();
      for (int i = 0; i < 3; i++) {
        jobs.add(submit(one, busy, servable(1, new Noting("busy", order, begun, open))));
      }
      jobs.add(submit(one, other, servable(1, new Noting("other", order, begun, open))));
      open.countDown();
      for (Job job : jobs) {
        job.outputs.get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(order).containsExactly("first", "busy", "other", "busy", "busy");
  }

  private Job submit(Workers workers, ModelQueue queue, Servable servable) {
    Job job = new Job(servable, new float[2], 1, later);
    workers.submit(queue, job);
    return job;
  }

  /** Notes its turn once it may. */
  private record Noting(String name, List<String> order, CountDownLatch begun, CountDownLatch open)
      implements Predictor {
    @Override
    public Outputs run(float[] dense, int rows) {
      begun.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      order.add(name);
      return new Outputs(new float[rows], new float[rows]);
    }

    @Override
    public void close() {}
  }

  @Test
  void aClosedBatcherTakesNothingMore() {
    Echo slow = new Echo(TimeUnit.MILLISECONDS.toNanos(1));
    Servable servable = servable(1, slow);
    for (int i = 0; i < 30; i++) {
      CompletableFuture<Outputs> future = submit(servable, i);
      turn();
      future.join();
    }
    batcher.close();
    CompletableFuture<Outputs> future = submit(servable, 1);
    turn();
    assertThatThrownBy(future::join).hasMessageContaining("the server is stopping");
  }

  @Test
  void whatBreaksARunBreaksItsRequestsAndNoOthers() {
    Predictor broken =
        new Predictor() {
          @Override
          public Outputs run(float[] dense, int rows) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void close() {}
        };
    CompletableFuture<Outputs> bad = submit(servable(1, broken), 1);
    CompletableFuture<Outputs> good = submit(servable(2, new Echo(0)), 2);
    turn();
    assertThatThrownBy(bad::join).hasMessageContaining("broken");
    assertThat(good.join().headView()).containsExactly(2);
  }
}
