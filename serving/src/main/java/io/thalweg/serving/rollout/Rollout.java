package io.thalweg.serving.rollout;

import io.thalweg.serving.infer.Answered;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.version.ModelSlot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rollout of one model. Thread-safe; requests take no lock. */
final class Rollout {
  private final ModelSlot slot;
  private final @Nullable String key;
  private final Sides sides;
  private final @Nullable CanaryRollout canary;
  private final @Nullable Shadow shadow;

  Rollout(ModelSlot slot, ModelRollout config, AliasWriter aliases, long seed) {
    this.slot = slot;
    this.key = config.key();
    CanaryConfig c = config.canary();
    this.sides = new Sides(slot.model(), config.split(), c == null ? 0 : c.share(), seed);
    this.canary = c == null ? null : new CanaryRollout(slot, c, aliases);
    ShadowConfig s = config.shadow();
    this.shadow = s == null ? null : new Shadow(slot, s, seed);
  }

  void start() {
    if (shadow != null) {
      shadow.start();
    }
  }

  /** Of a request without a version; null: what serves. */
  @Nullable String side(InferRequest request) {
    if (key == null) {
      return sides.of(null);
    }
    Object keyed = key.equals(ModelRollout.ID) ? request.id() : request.parameters().get(key);
    return sides.of(keyed == null ? null : keyed.toString());
  }

  void answered(Answered answered) {
    if (canary != null && answered.isRouted()) {
      canary.answered(answered.servable().version(), answered.nanos());
    }
    if (shadow != null) {
      shadow.answered(answered);
    }
  }

  void failed(long version) {
    if (canary != null) {
      canary.failed(version);
    }
  }

  void outcome(long version, long servedAtMillis, double loss) {
    if (canary != null) {
      canary.outcome(version, servedAtMillis, loss);
    }
  }

  void look(long nowMillis) {
    if (canary != null) {
      canary.look(nowMillis);
    }
    sides.present(slot.aliases());
  }

  /** Null where the model has none. */
  @Nullable CanaryRollout canary() {
    return canary;
  }

  RolloutReport report() {
    return new RolloutReport(
        slot.model(),
        sides.shares(),
        slot.aliases(),
        canary == null ? null : canary.standing(),
        canary == null ? List.of() : canary.decided(),
        shadow == null ? null : shadow.report());
  }

  void close() {
    if (shadow != null) {
      shadow.close();
    }
  }
}
