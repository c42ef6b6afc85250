package io.thalweg.learner.release;

import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters what the log holds in the model store, for servers that poll it: each version once its
 * append is committed, and when the log is opened the last one in it, whose entry a writer before
 * may not have come to write. The log alone decides what is released; an entry that can't be
 * written is missed by those who poll, until the next. Confined to one thread.
 */
public final class EnteredLog implements ReleaseLog {
  private static final Logger LOG = LoggerFactory.getLogger(EnteredLog.class);

  private final ReleaseLog log;
  private final ReleaseEntries entries;

  /**
   * Enters the last version.
   *
   * @param log closed with this one
   */
  public EnteredLog(ReleaseLog log, ReleaseEntries entries) {
    this.log = log;
    this.entries = entries;
    enter(log.last());
  }

  @Override
  public void announce(ModelAnnouncement announcement) throws FencedException {
    log.announce(announcement);
    if (announcement.equals(log.last())) {
      enter(announcement);
    }
  }

  private void enter(@Nullable ModelAnnouncement a) {
    if (a == null) {
      return;
    }
    try {
      entries.put(a.model(), a.version(), a.toBytes());
    } catch (IOException e) {
      LOG.warn(
          "version {} of {} is released but not entered in the store", a.version(), a.model(), e);
    }
  }

  @Override
  public @Nullable ModelAnnouncement last() {
    return log.last();
  }

  @Override
  public long lastVersion() {
    return log.lastVersion();
  }

  @Override
  public @Nullable String lastReleaseSha256() {
    return log.lastReleaseSha256();
  }

  @Override
  public long lastVersionNow() {
    return log.lastVersionNow();
  }

  @Override
  public void close() {
    log.close();
  }
}
