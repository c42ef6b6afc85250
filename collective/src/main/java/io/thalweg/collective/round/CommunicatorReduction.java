package io.thalweg.collective.round;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.Summation;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.WeightedAverage;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToMember.Form;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Averages over an endpoint, on a thread of its own that calls may block. Methods are confined to
 * the participant's thread; that other one touches only the communicator and what it was handed.
 */
public final class CommunicatorReduction implements Reduction, AutoCloseable {

  /** How values become the same result on all ranks, in place. On the communication thread. */
  @FunctionalInterface
  public interface Averaging {
    void average(
        Communicator communicator, float[] values, double weight, long round, Duration timeout)
        throws CollectiveException;

    /** The round averaged last counts. */
    default void commit() {}

    /** It doesn't; nor may there have been any. */
    default void abort() {}

    /** Guarded and summed like this; what the summation remembers follows the rounds' decisions. */
    static Averaging by(GuardLimits limits, Summation summation) {
      return new GuardedAveraging(new WeightedAverage(limits, summation), summation);
    }
  }

  private record GuardedAveraging(WeightedAverage average, Summation summation)
      implements Averaging {
    @Override
    public void average(Communicator c, float[] values, double weight, long round, Duration timeout)
        throws CollectiveException {
      average.average(c, values, weight, 0, round, timeout);
    }

    @Override
    public void commit() {
      summation.commit();
    }

    @Override
    public void abort() {
      summation.abort();
    }
  }

  private final Endpoint endpoint;
  private final Averaging averaging;
  private final Executor owner;
  private final ExecutorService thread;
  private @Nullable Form running;
  private @Nullable Future<?> joining;

  /** Set on the communication thread; aborted from the participant's. */
  private volatile @Nullable Communicator communicator;

  /** Counts joins and aborts: what began before the last of them isn't heard of again. */
  private final AtomicInteger epoch = new AtomicInteger();

  /**
   * By {@link WeightedAverage}.
   *
   * @param endpoint stays the caller's
   * @param owner runs tasks on the participant's thread
   */
  public CommunicatorReduction(Endpoint endpoint, Executor owner) {
    this(endpoint, WeightedAverage::allReduce, owner);
  }

  public CommunicatorReduction(Endpoint endpoint, Averaging averaging, Executor owner) {
    this.endpoint = endpoint;
    this.averaging = averaging;
    this.owner = owner;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "thalweg-reduction-" + endpoint.port());
              t.setDaemon(true);
              return t;
            });
  }

  @Override
  public void join(Form form, float[] base, Duration timeout, Listener listener) {
    abort("a new generation has formed");
    int begun = epoch.get();
    float[] values = base.clone();
    joining =
        thread.submit(
            () -> {
              closeCommunicator();
              if (begun != epoch.get()) {
                return; // over before it began: the others are elsewhere by now
              }
              try {
                Communicator c = endpoint.join(form.membership(), form.rank(), timeout);
                communicator = c;
                if (begun != epoch.get()) {
                  closeCommunicator(); // whoever aborted saw none yet
                  return;
                }
                if (form.sourceRank() != Form.NO_SOURCE) {
                  broadcast(c, values, form, timeout);
                }
                answer(begun, () -> listener.joined(form.generation(), values));
              } catch (CollectiveException | RuntimeException e) {
                fail(begun, form, 0, e, listener);
              }
            });
    running = form;
  }

  private static void broadcast(Communicator c, float[] values, Form form, Duration timeout)
      throws CollectiveException {
    ByteBuffer buffer = VectorBuffers.allocate(values.length);
    buffer.asFloatBuffer().put(values);
    c.broadcast(buffer, form.sourceRank(), form.base().round(), timeout);
    buffer.asFloatBuffer().get(values);
  }

  @Override
  public void reduce(long round, Contribution contribution, Duration timeout, Listener listener) {
    int begun = epoch.get();
    Form form = running;
    Communicator c = communicator;
    if (form == null || c == null) {
      throw new IllegalStateException("no generation is joined: round=" + round);
    }
    float[] values = contribution.values();
    thread.execute(
        () -> {
          try {
            averaging.average(c, values, (double) contribution.examples(), round, timeout);
            answer(begun, () -> listener.reduced(round, values));
          } catch (CollectiveException | RuntimeException e) {
            fail(begun, form, round, e, listener);
          }
        });
  }

  private void fail(int begun, Form form, long round, Exception e, Listener listener) {
    String why = e instanceof CollectiveException ? String.valueOf(e.getMessage()) : e.toString();
    answer(begun, () -> listener.failed(form.generation(), round, why, Failed.NO_SUSPECT));
  }

  private void answer(int begun, Runnable call) {
    owner.execute(
        () -> {
          if (begun == epoch.get()) {
            call.run();
          }
        });
  }

  @Override
  public void commit() {
    thread.execute(averaging::commit);
  }

  @Override
  public void abort(String why) {
    epoch.incrementAndGet();
    running = null;
    if (joining != null) {
      joining.cancel(true);
    }
    Communicator c = communicator;
    if (c != null) {
      c.abort(why);
    }
    if (!thread.isShutdown()) {
      thread.execute(averaging::abort); // after what is running now
    }
  }

  private void closeCommunicator() {
    Communicator c = communicator;
    if (c != null) {
      communicator = null;
      c.close();
    }
  }

  /** Frees the thread. */
  @Override
  public void close() {
    if (!thread.isShutdown()) {
      abort("closed");
      thread.execute(this::closeCommunicator);
      thread.shutdown();
    }
  }
}
