package io.thalweg.learner.release;

import io.thalweg.schemas.ModelAnnouncement;
import org.jspecify.annotations.Nullable;

/** The log of a run that nobody is to hear of. Stateless. */
public final class SilentLog implements ReleaseLog {
  @Override
  public long lastVersion() {
    return 0;
  }

  @Override
  public @Nullable String lastReleaseSha256() {
    return null;
  }

  @Override
  public @Nullable ModelAnnouncement last() {
    return null;
  }

  @Override
  public long lastVersionNow() {
    return 0;
  }

  @Override
  public void announce(ModelAnnouncement announcement) {}

  @Override
  public void close() {}
}
