package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.round.ToMember.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every rank sends its vector to all others, which add up in rank order. Links say who they are
 * until all have been heard; then each frame is sent once, so that a lost one costs the round.
 */
final class SimulatedReduction implements Reduction {
  /** What goes over a link; round 0 is the hello, with the base if it comes from the source. */
  static final class Frame {
    final Generation generation;
    final long round;
    final int source;
    final float[] payload;

    Frame(Generation generation, long round, int source, float[] payload) {
      this.generation = generation;
      this.round = round;
      this.source = source;
      this.payload = payload;
    }
  }

  private final SimulatedProcess process;
  private final RoundSimulation simulation;
  private @Nullable Form form;
  private int epoch; // counts links made and ended
  private @Nullable Listener listener;
  private float[] base = {};
  private boolean linked;
  private float[][] heard = {};
  private long round;
  private float[][] arrived = {};
  private final List<Frame> early = new ArrayList<>();

  SimulatedReduction(SimulatedProcess process, RoundSimulation simulation) {
    this.process = process;
    this.simulation = simulation;
  }

  @Override
  public void join(Form newForm, float[] ownBase, Duration timeout, Listener newListener) {
    abort("new generation");
    form = newForm;
    listener = newListener;
    base = ownBase.clone();
    heard = new float[newForm.membership().worldSize()][];
    heard[newForm.rank()] = base;
    long deadline = simulation.time.now() + timeout.toNanos();
    hello(epoch, deadline);
    joinedIfAllAreHeard();
  }

  private void hello(int of, long deadline) {
    if (epoch != of) {
      return;
    }
    if (!linked && simulation.time.now() > deadline) {
      Listener l = listener;
      Generation generation = form.generation();
      abort("timeout");
      l.failed(generation, 0, "not all came", ToCoordinator.Failed.NO_SUSPECT);
      return;
    }
    if (simulation.time.now() <= deadline) {
      sendToOthers(new Frame(form.generation(), 0, form.rank(), base));
      process.later(4 * VirtualTime.MILLI, () -> hello(of, deadline));
    }
  }

  private void sendToOthers(Frame frame) {
    for (int peer = 0; peer < form.membership().worldSize(); peer++) {
      if (peer != form.rank()) {
        simulation.net.sendFrame(process, form.membership().member(peer).port(), frame);
      }
    }
  }

  void received(Frame frame) {
    Form f = form;
    if (f == null || !simulation.mischief.accepts(frame.generation, f.generation())) {
      return;
    }
    if (frame.source >= heard.length || frame.source == f.rank()) {
      return;
    }
    if (frame.round == 0) {
      heard[frame.source] = frame.payload;
      joinedIfAllAreHeard();
      return;
    }
    long of = simulation.mischief.roundOf(frame, round);
    if (of == round) {
      take(frame);
    } else if (of > round) {
      early.add(frame);
    }
  }

  private void joinedIfAllAreHeard() {
    if (!linked && Arrays.stream(heard).allMatch(b -> b != null)) {
      linked = true;
      int source = form.sourceRank();
      float[] theirs = heard[source < 0 ? form.rank() : source].clone();
      int of = epoch;
      process.later(0, () -> tellJoined(of, theirs));
    }
  }

  private void tellJoined(int of, float[] theirs) {
    if (epoch == of) {
      listener.joined(form.generation(), theirs);
    }
  }

  @Override
  public void reduce(
      long newRound, Contribution contribution, Duration timeout, Listener newListener) {
    Form f = form;
    int of = epoch;
    round = newRound;
    listener = newListener;
    arrived = new float[f.membership().worldSize()][];
    simulation.invariants.contributed(newRound, process, contribution.values());
    sendToOthers(new Frame(f.generation(), newRound, f.rank(), contribution.values().clone()));
    process.later(timeout.toNanos(), () -> timeOut(of, newRound));
    List<Frame> waiting = List.copyOf(early);
    early.clear();
    take(new Frame(f.generation(), newRound, f.rank(), contribution.values().clone()));
    waiting.forEach(this::received);
  }

  private void take(Frame frame) {
    if (arrived.length == 0 || arrived[frame.source] != null) {
      return; // doubled
    }
    arrived[frame.source] = frame.payload;
    if (Arrays.stream(arrived).anyMatch(part -> part == null)) {
      return;
    }
    float[] sum = new float[frame.payload.length];
    for (float[] part : arrived) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
    arrived = new float[0][];
    simulation.invariants.summed(process, round, sum);
    if (heard.length > 1 && simulation.faults.oneIn(400)) {
      sum[simulation.random.nextInt(sum.length)] +=
          1; // a bit that flips after the checksum was checked
    }
    int of = epoch;
    long ended = round;
    process.later(
        0,
        () -> {
          if (epoch == of) {
            listener.reduced(ended, sum);
          }
        });
  }

  private void timeOut(int of, long ofRound) {
    if (epoch == of && round == ofRound && arrived.length > 0) {
      Listener l = listener;
      Generation generation = form.generation();
      abort("timeout");
      l.failed(generation, ofRound, "timed out", ToCoordinator.Failed.NO_SUSPECT);
    }
  }

  @Override
  public void abort(String why) {
    form = null;
    epoch++;
    linked = false;
    round = 0;
    arrived = new float[0][];
    early.clear();
  }
}
