package io.thalweg.learner.train.experts;

import io.thalweg.learner.train.experts.Decision.Move;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The experts in a model's rounds. One is chosen at a time, by the committed rounds: its gate is
 * open, it alone learns. When something is new, a copy of it goes on, and it is left as it was
 * before the first round that showed it; likewise when another is recalled. Confined to one thread.
 */
public final class RoutedExperts {
  private final ExpertLayout layout;
  private ExpertSums sums;
  private Routing routing = Routing.START;

  /** The chosen one before the last round in which it did as well as it used to. */
  private float[] healthy = new float[0];

  private @Nullable Added lastAdded;
  private List<Tensor> resting = List.of();

  /** Who was copied, and onto whom. */
  public record Added(int from, int to) {}

  private RoutedExperts(ExpertLayout layout) {
    this.layout = layout;
    this.sums = new ExpertSums(layout.count());
  }

  /**
   * Those of parameters to begin with: the one whose gate is open is chosen, and the last one with
   * a bias that isn't 0 is the last that there is.
   */
  public static RoutedExperts of(ModelSpec model, float[] initial) {
    RoutedExperts out = new RoutedExperts(ExpertLayout.of(model));
    out.route(Routing.of(out.layout.chosen(initial), out.layout.known(initial)));
    return out;
  }

  /** Of a model that isn't made of experts. */
  public static RoutedExperts none() {
    return new RoutedExperts(ExpertLayout.NONE);
  }

  public ExpertLayout layout() {
    return layout;
  }

  public int chosen() {
    return routing.chosen();
  }

  /** What a row bears that comes now: it tells later of which regime it is. */
  public float mark() {
    return routing.rounds();
  }

  /** Whether a row of this mark is of the regime that the chosen expert learns. */
  public boolean learns(float mark) {
    return routing.regimeOf((long) mark) == routing.seats().get(routing.chosen()).regime();
  }

  /** How many there are by now. */
  public int known() {
    return layout.count() == 0 ? 0 : routing.seats().size();
  }

  /** For whoever watches; all 0 of a model that isn't made of experts. */
  public record Counts(int chosen, int known, long added, long recalled) {}

  public Counts counts() {
    return new Counts(routing.chosen(), known(), routing.added(), routing.recalled());
  }

  /** What the experts have cost on fresh rows since the last round. */
  public ExpertSums sums() {
    return sums;
  }

  /** The tensors that don't learn now. A column that others look at never learns again. */
  public List<Tensor> resting() {
    return resting;
  }

  private void route(Routing next) {
    routing = next;
    List<Tensor> out = new ArrayList<>();
    for (int e = 0; e < layout.count(); e++) {
      boolean learns = e == chosen() && !(layout.spec().lateral() && e < known() - 1);
      out.addAll(learns ? List.of() : layout.of(e));
    }
    resting = List.copyOf(out);
  }

  // ---- rounds ----

  /** Numbers that a round carries for them. */
  public int width() {
    return ExpertSums.width(layout.count());
  }

  public void freeze() {
    sums.freeze();
  }

  public void frozenInto(float[] payload, int offset) {
    sums.frozenInto(payload, offset);
  }

  public void abort() {
    sums.abort();
  }

  private Decision decide(float[] reduced, int at) {
    return routing.after(reduced, at, layout.spec());
  }

  /**
   * Makes of a round's average what it is by its decision.
   *
   * @param reduced holds their sums from {@code at} on
   */
  public void shape(float[] reduced, int at, float[] average) {
    if (layout.count() == 0) {
      return;
    }
    Decision d = decide(reduced, at);
    if (d.move() == Move.ADD) {
      layout.copy(d.from(), d.to(), average);
    }
    if (d.isSwitch() && healthy.length > 0) {
      layout.paste(d.from(), healthy, average);
    }
    layout.choose(d.to(), average);
  }

  /**
   * Takes a round over.
   *
   * @param base before it
   * @param since what was learned since the freeze: a copy goes on with it, else it was learned by
   *     the wrong one
   */
  public void commit(float[] reduced, int at, float[] base, float[] since) {
    if (layout.count() == 0) {
      return;
    }
    Decision d = decide(reduced, at);
    lastAdded = null;
    if (d.move() == Move.ADD) {
      layout.copy(d.from(), d.to(), since);
      lastAdded = new Added(d.from(), d.to());
    }
    if (d.isSwitch()) {
      layout.clear(d.from(), since);
      // Whoever has rested is as it was when it last did well.
      healthy = d.move() == Move.RECALL ? layout.cut(d.to(), base) : new float[0];
    } else if (d.move() == Move.STAY) {
      healthy = layout.cut(d.to(), base);
    } else if (d.move() == Move.FOLLOW) {
      healthy = new float[0];
    }
    route(d.next());
    if (d.isSwitch()) {
      sums.forgetAll();
    } else {
      sums.commit();
    }
  }

  /** Who was added by the round that was taken over last. */
  public Optional<Added> lastAdded() {
    return Optional.ofNullable(lastAdded);
  }

  /** The head has grown: what an expert was before lacks the new outputs. */
  public void grown() {
    healthy = new float[0];
  }

  // ---- checkpoints ----

  public ExpertsState toState() {
    return new ExpertsState(routing, sums.copy(), healthy.clone());
  }

  public void restore(ExpertsState state) {
    route(state.routing());
    sums = layout.count() == 0 ? new ExpertSums(0) : state.sumsOf(layout.count());
    healthy = state.healthy().clone();
  }
}
