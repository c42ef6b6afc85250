package io.thalweg.model.optimize;

/**
 * The rate of each step of one optimizer: what its spec says, by schedule, by what a reaction to
 * drift has asked for. Such a reaction calls {@link #restart} or {@link #boost}, between any two
 * steps; it holds from the next step on and is kept in checkpoints. Confined to the thread that
 * steps.
 */
public final class LearningRate {
  private final float base;
  private final RateSchedule schedule;
  private long steps;
  private RateState state = RateState.START;

  LearningRate(float base, RateSchedule schedule) {
    this.base = base;
    this.schedule = schedule;
  }

  /** Of the next step. */
  public float rate() {
    double factor = schedule.factor(steps - state.startedAt());
    if (steps < state.boostedUntil()) {
      factor *= state.boost();
    }
    return (float) (base * factor);
  }

  /** The schedule begins anew, with its warm-up. */
  public void restart() {
    state = new RateState(steps, state.boost(), state.boostedUntil());
  }

  /** The next {@code forSteps} steps have the rate times {@code factor}; replaces other boosts. */
  public void boost(double factor, long forSteps) {
    if (!(factor > 0) || Double.isInfinite(factor) || forSteps < 1) {
      throw new IllegalArgumentException(
          "boost: factor=%s, steps=%d, want a number above 0 and 1 step or more"
              .formatted(factor, forSteps));
    }
    state = new RateState(state.startedAt(), factor, Math.addExact(steps, forSteps));
  }

  float next() {
    float rate = rate();
    steps++;
    return rate;
  }

  RateState state() {
    return state;
  }

  void restore(long stepsSoFar, RateState from) {
    steps = stepsSoFar;
    state = from;
  }
}
