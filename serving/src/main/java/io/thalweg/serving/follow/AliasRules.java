package io.thalweg.serving.follow;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.follow.AliasException.Kind;
import io.thalweg.serving.version.Alias;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which entry each operation on aliases adds to their log, given what was released and what the
 * aliases name now. A server and the command do the same by it. Thread-safe.
 */
public final class AliasRules {
  private static final int LISTED = 10;

  private final Releases releases;
  private final AliasBook book;
  private final InstantSource clock;

  public AliasRules(Releases releases, AliasBook book, InstantSource clock) {
    this.releases = releases;
    this.book = book;
    this.clock = clock;
  }

  /** The alias names this version. */
  public AliasAssignment assign(String model, String alias, long version) throws AliasException {
    requireKnown(model);
    return entry(model, requireAlias(alias), release(model, version));
  }

  /** The alias names nothing any more. */
  public AliasAssignment remove(String model, String alias) throws AliasException {
    requireKnown(model);
    requireTarget(model, alias);
    return entry(model, alias, null);
  }

  /** Requests without a version stay on this one, while newer ones load as {@code latest}. */
  public AliasAssignment pin(String model, long version) throws AliasException {
    return assign(model, Alias.CHAMPION, version);
  }

  /** Requests without a version get the newest again. */
  public AliasAssignment unpin(String model) throws AliasException {
    return remove(model, Alias.CHAMPION);
  }

  /** The canary becomes the champion. */
  public AliasAssignment promote(String model) throws AliasException {
    requireKnown(model);
    return entry(model, Alias.CHAMPION, requireTarget(model, Alias.CANARY));
  }

  /**
   * The champion becomes what served before it: what the alias named before, and where it named
   * nothing the release before the champion's.
   */
  public AliasAssignment rollback(String model) throws AliasException {
    requireKnown(model);
    AliasAssignment last = book.find(model, Alias.CHAMPION);
    ModelAnnouncement now = serving(model, last);
    if (now == null) {
      throw new AliasException(
          Kind.CONFLICT, "model %s has no release yet, only previews".formatted(model));
    }
    List<ModelAnnouncement> earlier = new ArrayList<>();
    if (last != null && last.target() != null) {
      earlier.addAll(last.earlier());
    }
    ModelAnnouncement before =
        earlier.isEmpty() ? releases.before(model, now.version()).orElse(null) : earlier.remove(0);
    if (before == null) {
      throw new AliasException(
          Kind.CONFLICT,
          "nothing has served model %s before version %d".formatted(model, now.version()));
    }
    return new AliasAssignment(model, Alias.CHAMPION, before, earlier, clock.millis());
  }

  private AliasAssignment entry(String model, String alias, @Nullable ModelAnnouncement target) {
    AliasAssignment last = book.find(model, alias);
    ModelAnnouncement before =
        alias.equals(Alias.CHAMPION) ? serving(model, last) : last == null ? null : last.target();
    List<ModelAnnouncement> earlier = new ArrayList<>();
    if (before != null && !before.equals(target)) {
      earlier.add(before);
    }
    if (last != null) {
      earlier.addAll(last.earlier());
    }
    return new AliasAssignment(model, alias, target, earlier, clock.millis());
  }

  /** What requests without a version get. */
  private @Nullable ModelAnnouncement serving(String model, @Nullable AliasAssignment champion) {
    ModelAnnouncement assigned = champion == null ? null : champion.target();
    return assigned != null ? assigned : releases.newest(model).orElse(null);
  }

  private static String requireAlias(String alias) throws AliasException {
    try {
      return Alias.require(alias);
    } catch (IllegalArgumentException e) {
      throw new AliasException(Kind.BAD, String.valueOf(e.getMessage()), e);
    }
  }

  private void requireKnown(String model) throws AliasException {
    Set<String> known = new TreeSet<>(releases.models());
    known.addAll(book.models());
    if (!known.contains(model)) {
      throw new AliasException(
          Kind.UNKNOWN,
          "no version of model '%s' was released; known are %s".formatted(model, known));
    }
  }

  private ModelAnnouncement requireTarget(String model, String alias) throws AliasException {
    ModelAnnouncement target = book.targets(model).get(alias);
    if (target == null) {
      throw new AliasException(
          alias.equals(Alias.CANARY) ? Kind.CONFLICT : Kind.UNKNOWN,
          "model %s has no alias '%s'%s; give it one first: thalweg models alias %s %s VERSION"
              .formatted(
                  model,
                  alias,
                  book.targets(model).isEmpty()
                      ? ""
                      : ", only " + String.join(", ", book.targets(model).keySet()),
                  model,
                  alias));
    }
    return target;
  }

  private ModelAnnouncement release(String model, long version) throws AliasException {
    ModelAnnouncement found = releases.find(model, version);
    if (found == null) {
      found =
          book.targets(model).values().stream()
              .filter(a -> a.version() == version)
              .findFirst()
              .orElse(null);
    }
    if (found == null) {
      throw new AliasException(
          Kind.UNKNOWN,
          "model %s has no version %d; the last that were released are %s"
              .formatted(model, version, releases.last(model, LISTED)));
    }
    if (found.preview()) {
      throw new AliasException(
          Kind.CONFLICT,
          "version %d of model %s is a preview, what it learned may be undone; take a release"
              .formatted(version, model));
    }
    return found;
  }
}
