package io.thalweg.learner.release;

import io.thalweg.schemas.ModelAnnouncement;
import org.jspecify.annotations.Nullable;

/**
 * The order in which versions of one model are released. One writer at a time: opening it shuts out
 * whoever had it open before. Confined to one thread.
 */
public interface ReleaseLog extends AutoCloseable {
  /** The highest version ever announced, or 0. */
  long lastVersion();

  /** The manifest of the last version that isn't a preview, or null if there is none. */
  @Nullable String lastReleaseSha256();

  /** The announcement of the last version, preview or not, or null if there is none. */
  @Nullable ModelAnnouncement last();

  /** {@link #lastVersion}, read anew; also answers when another writer has taken over. */
  long lastVersionNow();

  /**
   * Appends durably. A version that isn't above the last one is skipped: it was announced by an
   * earlier attempt, or its number went to another writer's, which {@link #lastReleaseSha256}
   * tells.
   *
   * @throws FencedException another writer has taken over; this one must not go on
   */
  void announce(ModelAnnouncement announcement) throws FencedException;

  @Override
  void close();

  /** The log belongs to a younger writer now. */
  final class FencedException extends Exception {
    public FencedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
