package io.thalweg.serving.version;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The pointer to the serving version of one model. Readers are lock-free and never wait for a swap;
 * updaters exclude one another and wait for the readers of the version that they replace.
 * Thread-safe.
 *
 * <p>The new version is published before the old one closes (TensorFlow Serving's
 * FastReadDynamicPtr does the same), so a reader that finds a version closing finds a newer one
 * when it looks again.
 */
public final class ModelSlot {
  private final String model;
  private volatile @Nullable Servable serving;
  private volatile @Nullable Refusal refusal;
  private volatile boolean closed;

  ModelSlot(String model) {
    this.model = model;
  }

  /** A version that was not put in service. */
  public record Refusal(long version, String reason) {}

  public String model() {
    return model;
  }

  /**
   * The serving version, counted in: {@link Servable#release} it in a finally block.
   *
   * @return null while there is none
   */
  public @Nullable Servable acquire() {
    for (; ; ) {
      Servable s = serving;
      if (s == null || s.tryAcquire()) {
        return s;
      }
    }
  }

  /** The number of the serving version, empty while there is none. */
  public OptionalLong servingVersion() {
    Servable s = serving;
    return s == null ? OptionalLong.empty() : OptionalLong.of(s.version());
  }

  /** Whether what the serving version has learned may yet be undone. */
  public boolean servesPreview() {
    Servable s = serving;
    return s != null && s.manifest().preview();
  }

  /**
   * Puts a version in service and closes the one before it, on the caller's thread, once its
   * readers have gone. A version that isn't higher than the serving one is closed instead.
   *
   * @return whether {@code next} serves
   */
  public synchronized boolean swap(Servable next) {
    Servable old = serving;
    if (closed || (old != null && next.version() <= old.version())) {
      next.closeAfterReaders();
      return false;
    }
    serving = next;
    Refusal r = refusal;
    if (r != null && r.version() <= next.version()) {
      refusal = null;
    }
    if (old != null) {
      old.closeAfterReaders();
    }
    return true;
  }

  /** Keeps why a version isn't serving, until a version as high as it serves. */
  public synchronized void refused(long version, String reason) {
    refusal = new Refusal(version, reason);
  }

  /** The last version that was refused, null when the serving one came after it. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** Ends service and closes the version once its readers have gone. */
  synchronized void close() {
    closed = true;
    Servable old = serving;
    serving = null;
    if (old != null) {
      old.closeAfterReaders();
    }
  }
}
