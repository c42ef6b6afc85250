package io.thalweg.serving.rollout;

import io.thalweg.model.Head;
import io.thalweg.serving.version.Alias;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.NotResidentException;
import io.thalweg.serving.version.Servable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries one new version of a model after the other. What the aliases name is what holds: whatever
 * is the canary is tried against whatever is the champion, and who moves either by hand begins
 * another trial, or ends it. Thread-safe: looking takes a lock, telling of answers and asking how
 * it stands none.
 */
final class CanaryRollout {
  private static final Logger LOG = LoggerFactory.getLogger(CanaryRollout.class);
  private static final int DECISIONS = 100;

  private final ModelSlot slot;
  private final CanaryConfig config;
  private final AliasWriter aliases;

  private volatile @Nullable CanaryTrial trial;
  private volatile @Nullable CanaryDecision standing;
  private volatile List<CanaryDecision> decided = List.of();

  // All are guarded by this, which is held while an alias is written.

  /** A canary that is none any more, until the aliases say so, too. */
  private @Nullable Long leaving;

  private long lastTried = Long.MIN_VALUE;
  private long nextMillis = Long.MIN_VALUE;
  private boolean writeFailed;

  CanaryRollout(ModelSlot slot, CanaryConfig config, AliasWriter aliases) {
    this.slot = slot;
    this.config = config;
    this.aliases = aliases;
  }

  void answered(long version, long nanos) {
    CanaryTrial t = trial;
    if (t != null) {
      t.answered(version, nanos);
    }
  }

  void failed(long version) {
    CanaryTrial t = trial;
    if (t != null) {
      t.failed(version);
    }
  }

  void outcome(long version, long servedAtMillis, double loss) {
    CanaryTrial t = trial;
    if (t != null) {
      t.outcome(version, servedAtMillis, loss);
    }
  }

  /** What is to be done by now is done. How often it is called must not depend on the answers. */
  synchronized void look(long nowMillis) {
    try {
      Map<String, Long> named = slot.aliases();
      follow(named.get(Alias.CHAMPION), named.get(Alias.CANARY), nowMillis);
      writeFailed = false;
    } catch (NotResidentException e) {
      LOG.debug(
          "model {}: a version left meanwhile, looked at again: {}", slot.model(), e.getMessage());
    } catch (IOException e) {
      if (!writeFailed) {
        LOG.warn(
            "model {}: an alias can't be moved, tried again: {}", slot.model(), e.getMessage());
      }
      writeFailed = true;
    }
  }

  private void follow(@Nullable Long champion, @Nullable Long canary, long nowMillis)
      throws IOException {
    leaving = canary != null && canary.equals(leaving) ? leaving : null;
    if (champion == null) {
      end();
      pinFirst();
    } else if (canary == null) {
      end();
      tryNext(champion, nowMillis);
    } else if (canary.equals(champion)) {
      end();
      aliases.assign(slot.model(), Alias.CANARY, null);
    } else if (leaving == null) {
      compare(champion, canary, nowMillis);
    }
  }

  private void end() {
    trial = null;
    standing = null;
  }

  /** The first release becomes the champion: there is nothing to compare it with. */
  private void pinFirst() throws IOException {
    OptionalLong first = newestRelease(Long.MIN_VALUE);
    if (first.isPresent() && !slot.assigned().containsKey(Alias.CHAMPION)) {
      aliases.assign(slot.model(), Alias.CHAMPION, first.getAsLong());
    }
  }

  /** One that is on its way has its time to load, too. */
  private void tryNext(long champion, long nowMillis) throws IOException {
    long before = aliases.highest(slot.model(), Alias.CANARY).orElse(Long.MIN_VALUE);
    OptionalLong next = newestRelease(Math.max(champion, Math.max(lastTried, before)));
    if (nowMillis >= nextMillis && next.isPresent()) {
      aliases.assign(slot.model(), Alias.CANARY, next.getAsLong());
      nextMillis = nowMillis + config.every().toMillis();
    }
  }

  /** Above {@code version}; previews may yet be undone, so they are never tried. */
  private OptionalLong newestRelease(long version) {
    List<Long> loaded = slot.versions();
    for (int i = loaded.size() - 1; i >= 0 && loaded.get(i) > version; i--) {
      if (!isPreview(loaded.get(i))) {
        return OptionalLong.of(loaded.get(i));
      }
    }
    return OptionalLong.empty();
  }

  private boolean isPreview(long version) {
    Servable s = slot.acquire(Long.toString(version));
    try {
      return s.manifest().preview();
    } finally {
      s.release();
    }
  }

  private void compare(long champion, long canary, long nowMillis) throws IOException {
    CanaryTrial t = trial;
    if (t == null || t.champion() != champion || t.canary() != canary) {
      begin(champion, canary, nowMillis);
      return;
    }
    CanaryDecision decision = t.look(nowMillis);
    standing = decision;
    if (decision instanceof CanaryDecision.Promote) {
      aliases.assign(slot.model(), Alias.CHAMPION, canary);
      close(decision);
    } else if (decision instanceof CanaryDecision.Rollback) {
      aliases.assign(slot.model(), Alias.CANARY, null);
      slot.refused(canary, decision.reason());
      close(decision);
    }
  }

  private void begin(long champion, long canary, long nowMillis) {
    LOG.info("model {}: version {} is tried against {}", slot.model(), canary, champion);
    trial = new CanaryTrial(config, champion, canary, clip(canary), nowMillis);
    standing = null;
    nextMillis = nowMillis + config.every().toMillis();
  }

  /** Of a class that is guessed to have the probability 1/n squared. */
  private OptionalDouble clip(long version) {
    if (config.clip().isPresent()) {
      return config.clip();
    }
    Servable s = slot.acquire(Long.toString(version));
    try {
      Head head = s.spec().head();
      int classes = head.labels() > 0 ? 2 : head.classes();
      return classes >= 2 ? OptionalDouble.of(2 * Math.log(classes)) : OptionalDouble.empty();
    } finally {
      s.release();
    }
  }

  private void close(CanaryDecision decision) {
    LOG.info(
        "model {}: version {} is {}, {}",
        slot.model(),
        decision.evidence().canary(),
        decision instanceof CanaryDecision.Promote ? "the champion" : "rolled back",
        decision.reason());
    leave(decision.evidence().canary());
    List<CanaryDecision> all = new ArrayList<>(decided);
    all.add(decision);
    decided = List.copyOf(all.subList(Math.max(0, all.size() - DECISIONS), all.size()));
  }

  private void leave(long canary) {
    end();
    leaving = canary;
    lastTried = Math.max(lastTried, canary);
  }

  /**
   * Tries a version now, in place of the canary if there is one.
   *
   * @throws IllegalStateException with one line for the user where that can't be
   */
  synchronized void start(long version, long nowMillis) throws IOException {
    for (CanaryDecision d : decided) {
      if (d instanceof CanaryDecision.Rollback && d.evidence().canary() == version) {
        throw new IllegalStateException(
            "model '%s': version %d was rolled back: %s; try a newer one, or promote it by hand"
                .formatted(slot.model(), version, d.reason()));
      }
    }
    Long champion = slot.aliases().get(Alias.CHAMPION);
    if (champion == null || champion == version) {
      throw new IllegalStateException(
          "model '%s': version %d can't be tried against the champion, which is %s; take another"
              .formatted(slot.model(), version, champion == null ? "none yet" : champion));
    }
    aliases.assign(slot.model(), Alias.CANARY, version);
    nextMillis = nowMillis + config.every().toMillis();
  }

  /**
   * Ends the trial; the version isn't tried again by itself.
   *
   * @throws IllegalStateException with one line for the user where there is none
   */
  synchronized void abort(long nowMillis) throws IOException {
    Long canary = slot.assigned().get(Alias.CANARY);
    if (canary == null) {
      throw new IllegalStateException(
          "model '%s' has no canary by now; GET its rollout to see what is tried"
              .formatted(slot.model()));
    }
    aliases.assign(slot.model(), Alias.CANARY, null);
    nextMillis = nowMillis + config.every().toMillis();
    leave(canary);
  }

  /** What is known of the canary, null while there is none or nobody has looked at it. */
  @Nullable CanaryDecision standing() {
    return standing;
  }

  /** The last decisions, the newest last. */
  List<CanaryDecision> decided() {
    return decided;
  }
}
