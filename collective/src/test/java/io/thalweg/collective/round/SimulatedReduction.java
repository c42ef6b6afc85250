package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.algorithm.BroadcastAlgorithm;
import io.thalweg.collective.algorithm.Step;
import io.thalweg.collective.exchange.Element;
import io.thalweg.collective.exchange.Exchange;
import io.thalweg.collective.exchange.Workspace;
import io.thalweg.collective.round.ToCoordinator.Failed;
import io.thalweg.collective.round.ToMember.Form;
import io.thalweg.collective.transport.tcp.WholeFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the real plans on the real exchange, over simulated links. Ranks say who they are until all
 * have been heard; then each frame is sent once, so that a lost one costs the round, and one that
 * isn't due, by the checks of the wire format, ends the links.
 */
final class SimulatedReduction implements Reduction {
  /** Frames land whole, so nothing of one exchange stays in it for the next. */
  private static final Workspace WORKSPACE = new Workspace();

  private final SimulatedProcess process;
  private final RoundSimulation simulation;
  private final ByteBuffer vector = VectorBuffers.allocate(WatchedReplica.LENGTH);
  private final List<Queue<ByteBuffer>> inboxes = new ArrayList<>();
  private final BitSet heard = new BitSet();
  private @Nullable Form form;
  private int epoch; // counts links made and ended
  private @Nullable Listener listener;
  private float[] base = {};
  private long round;
  private int calls;
  private @Nullable Exchange exchange;
  private @Nullable WholeFrames frames;
  private @Nullable Consumer<float[]> whenDone;

  SimulatedReduction(SimulatedProcess process, RoundSimulation simulation) {
    this.process = process;
    this.simulation = simulation;
  }

  // ---- links ----

  @Override
  public void join(Form newForm, float[] ownBase, Duration timeout, Listener newListener) {
    abort("new generation");
    form = newForm;
    listener = newListener;
    base = ownBase.clone();
    round = 0;
    calls = 0;
    heard.set(newForm.rank());
    for (int peer = 0; peer < newForm.membership().worldSize(); peer++) {
      inboxes.add(new ArrayDeque<>());
    }
    int of = epoch;
    hello(of);
    process.later(timeout.toNanos(), () -> timeOutJoin(of));
    linkedIfAllAreHeard();
  }

  private void hello(int of) {
    if (epoch == of) {
      Form f = form;
      for (int peer = 0; peer < inboxes.size(); peer++) {
        int port = f.membership().member(peer).port();
        if (peer != f.rank()) {
          simulation.net.sendFrame(process, port, to -> to.heard(f.generation(), f.rank()));
        }
      }
      process.later(5 * VirtualTime.MILLI, () -> hello(of));
    }
  }

  private void heard(Generation generation, int rank) {
    if (form != null && form.generation().equals(generation) && !heard.get(rank)) {
      heard.set(rank);
      linkedIfAllAreHeard();
    }
  }

  private void linkedIfAllAreHeard() {
    Form f = form;
    if (heard.cardinality() < inboxes.size()) {
      return;
    }
    if (f.sourceRank() == Form.NO_SOURCE) {
      later(() -> listener.joined(f.generation(), base));
      return;
    }
    List<Step> steps =
        BroadcastAlgorithm.BINOMIAL_TREE
            .plan(f.rank(), inboxes.size(), f.sourceRank(), base.length * Float.BYTES)
            .steps();
    run(steps, Element.BYTE, base, result -> listener.joined(f.generation(), result));
  }

  // ---- calls ----

  @Override
  public void reduce(
      long newRound, Contribution contribution, Duration timeout, Listener newListener) {
    Form f = form;
    int of = epoch;
    round = newRound;
    listener = newListener;
    simulation.invariants.contributed(newRound, process, contribution.values());
    process.later(timeout.toNanos(), () -> timeOutRound(of, newRound));
    AllReduceAlgorithm algorithm = simulation.algorithm;
    List<Step> steps = algorithm.plan(f.rank(), inboxes.size(), base.length).steps();
    run(steps, Element.FLOAT32, contribution.values(), sum -> summed(newRound, sum));
  }

  private void summed(long ofRound, float[] sum) {
    simulation.invariants.summed(process, ofRound, sum);
    if (inboxes.size() > 1 && simulation.faults.oneIn(400)) {
      sum[simulation.random.nextInt(sum.length)] += 1; // a bit flips after all checks
    }
    listener.reduced(ofRound, sum);
  }

  private void run(List<Step> steps, Element element, float[] values, Consumer<float[]> then) {
    Form f = form;
    vector.asFloatBuffer().put(values);
    exchange = new Exchange(steps, vector, element, WORKSPACE);
    frames =
        new WholeFrames(
            f.generation(),
            round,
            calls++,
            vector.capacity() / element.bytes(),
            element.bytes(),
            f.rank(),
            inboxes.size());
    whenDone = then;
    later(this::advance);
  }

  void received(ByteBuffer frame) {
    int source = WholeFrames.claimedRank(frame);
    boolean own =
        form != null
            && simulation.mischief.accepts(WholeFrames.claimedGeneration(frame), form.generation());
    if (own && source < inboxes.size()) {
      inboxes.get(source).add(frame);
      advance();
    }
  }

  private void advance() {
    Exchange e = exchange;
    if (e == null) {
      return;
    }
    boolean moved = true;
    while (moved && !e.isDone()) {
      moved = false;
      while (WholeFrames.canSend(e)) {
        int port = form.membership().member(e.sendTo()).port();
        ByteBuffer frame = frames.send(e);
        simulation.net.sendFrame(process, port, to -> to.received(frame));
        moved = true;
      }
      if (WholeFrames.canReceive(e)) {
        ByteBuffer frame = inboxes.get(e.receiveFrom()).poll();
        if (frame != null && !take(frame, e)) {
          return;
        }
        moved |= frame != null;
      }
    }
    if (e.isDone()) {
      Consumer<float[]> then = whenDone;
      float[] result = new float[base.length];
      vector.asFloatBuffer().get(result);
      exchange = null;
      later(() -> then.accept(result));
    }
  }

  private boolean take(ByteBuffer frame, Exchange e) {
    try {
      if (!simulation.mischief.takes(frame, e)) {
        frames.requireDue(frame, e);
      }
    } catch (IOException refused) {
      simulation.count("refused");
      fail(String.valueOf(refused.getMessage()));
      return false;
    }
    frames.receive(frame, e);
    return true;
  }

  // ---- ends ----

  private void later(Runnable task) {
    int of = epoch;
    process.later(
        0,
        () -> {
          if (epoch == of) {
            task.run();
          }
        });
  }

  private void timeOutJoin(int of) {
    if (epoch == of && round == 0) {
      // Without a round it may be linked by now, which then has nothing to lose.
      if (exchange != null || heard.cardinality() < inboxes.size()) {
        fail("not all came");
      }
    }
  }

  private void timeOutRound(int of, long ofRound) {
    if (epoch == of && round == ofRound && exchange != null) {
      fail("timed out");
    }
  }

  private void fail(String why) {
    Form f = form;
    Listener l = listener;
    long ofRound = round;
    abort(why);
    l.failed(f.generation(), ofRound, why, Failed.NO_SUSPECT);
  }

  @Override
  public void abort(String why) {
    epoch++;
    form = null;
    exchange = null;
    heard.clear();
    inboxes.clear();
  }
}
