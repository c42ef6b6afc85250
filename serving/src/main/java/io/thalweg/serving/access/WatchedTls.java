package io.thalweg.serving.access;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a certificate, read again when they change. Confined to one thread. */
public final class WatchedTls {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedTls.class);

  private final TlsConfig config;
  private final Consumer<TlsFiles> changed;
  private final List<WatchedFile> files;

  /**
   * Begins with the files as they are.
   *
   * @param changed told of new files that fit each other
   */
  public WatchedTls(TlsConfig config, Consumer<TlsFiles> changed) {
    this.config = config;
    this.changed = changed;
    this.files =
        Stream.of(config.certificate(), config.key(), config.clientCa())
            .filter(Objects::nonNull)
            .map(WatchedFile::new)
            .toList();
  }

  /** Hands on files that have changed; those that don't fit each other yet leave all as it is. */
  public void reloadIfChanged() {
    if (files.stream().filter(WatchedFile::hasChanged).count() == 0) {
      return;
    }
    try {
      changed.accept(TlsFiles.read(config));
      LOG.info("the certificate in {} is shown from here on", config.certificate());
    } catch (TlsException e) {
      LOG.warn("the certificate read before is shown still: {}", e.getMessage());
    }
  }
}
