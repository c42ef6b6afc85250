package io.thalweg.collective.transport.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.CollectiveException.Reason;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.inprocess.AbortableBarrier.Break;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SharedGroupTest {

  private static final Call CALL = new Call.AllReduce(1, 1, Accumulation.FLOAT32);
  private static final long ONE_BLOCK_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private final SharedGroup group =
      new SharedGroup(
          new Membership(
              new Generation(1, 2),
              List.of(new Member(0, "here", 0, "p"), new Member(1, "here", 0, "p"))));

  private Break run(int rank, Runnable share) {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    return group.run(rank, CALL, FloatBuffer.allocate(1), share, deadlineNanos);
  }

  @Test
  void aFailedCallReturnsOnlyWhenNobodyWorksOnItsBufferAnyMore() throws Exception {
    AtomicBoolean gaveUp = new AtomicBoolean();
    AtomicBoolean gaveUpWhileOneWorked = new AtomicBoolean();
    AtomicBoolean atWork = new AtomicBoolean();
    CompletableFuture<Break> impatient =
        CompletableFuture.supplyAsync(
            () -> {
              Break broken = run(0, () -> breakOnce(atWork));
              gaveUp.set(true);
              return broken;
            });
    Break late =
        run(
            1,
            () -> {
              atWork.set(true);
              while (!group.isBroken()) {
                Thread.onSpinWait();
              }
              long start = System.nanoTime();
              while (System.nanoTime() - start < ONE_BLOCK_NANOS) {
                Thread.onSpinWait();
              }
              gaveUpWhileOneWorked.set(gaveUp.get());
            });
    assertThat(impatient.get(10, TimeUnit.SECONDS).why()).isEqualTo("by the test");
    assertThat(late.reason()).isEqualTo(Reason.ABORTED);
    assertThat(gaveUpWhileOneWorked).isFalse();
  }

  private void breakOnce(AtomicBoolean atWork) {
    while (!atWork.get()) {
      Thread.onSpinWait();
    }
    group.breakUp(Reason.ABORTED, "by the test");
  }

  @Test
  void aShareThatThrowsEndsTheOthersCall() throws Exception {
    CompletableFuture<Break> other = CompletableFuture.supplyAsync(() -> run(0, () -> {}));
    CompletableFuture<Break> failing =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    1,
                    () -> {
                      throw new IllegalStateException("broken arithmetic");
                    }));
    assertThat(other.get(10, TimeUnit.SECONDS).why())
        .contains("rank=1")
        .contains("broken arithmetic");
    assertThat(failing).failsWithin(10, TimeUnit.SECONDS);
  }
}
