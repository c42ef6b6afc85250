package io.thalweg.serving;

import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.Topics;
import io.thalweg.serving.follow.AliasFile;
import io.thalweg.serving.follow.AliasLog;
import io.thalweg.serving.follow.AliasRules;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.follow.StoreFollower;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.follow.kafka.AliasTopic;
import io.thalweg.serving.follow.kafka.AnnouncementFollower;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.SignedVersions;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The versions of a server and what keeps them up to date. Thread-safe once it is started. */
final class FollowedVersions implements AutoCloseable {
  private static final Duration ALIAS_PATIENCE = Duration.ofSeconds(5);

  private final VersionTable table;
  private final Runnable end;
  private final Runnable begin;
  private final VersionAdmin admin;
  private final Releases releases;

  /** Opens the store; doesn't follow yet. */
  FollowedVersions(ServingConfig config, ServingRecorder recorder, InstantSource clock)
      throws IOException {
    this.table = new VersionTable(config.models(), config.versions().keep());
    OnnxLoader loader =
        new OnnxLoader(ModelStores.open(config.storeUri()), clock, config.batching().maxRows());
    Optional<Duration> poll = config.versions().poll();
    VersionUpdater updater =
        new VersionUpdater(
            table,
            new SignedVersions(config.versions().trustedKeys(), loader),
            recorder,
            clock,
            a -> config.previews() || !a.preview(),
            config.versions().gate());
    this.releases = updater.releases();
    this.admin =
        new VersionAdmin(
            table,
            updater.book(),
            new AliasRules(updater.releases(), updater.book(), clock),
            aliases(config, updater),
            ALIAS_PATIENCE);
    if (poll.isPresent()) {
      StoreFollower store =
          new StoreFollower(ModelStores.entries(config.storeUri()), updater, poll.get());
      this.end = store::close;
      this.begin = store::start;
    } else {
      AnnouncementFollower log =
          new AnnouncementFollower(config.kafka(), config.modelsTopic(), updater);
      this.end = log::close;
      this.begin = log::start;
    }
  }

  private static AliasLog aliases(ServingConfig config, VersionUpdater updater) {
    if (config.versions().poll().isEmpty()) {
      return new AliasTopic(config.kafka(), Topics.aliases(config.modelsTopic()));
    }
    Optional<Path> file = config.versions().aliasFile();
    return file.isPresent()
        ? AliasFile.open(file.get(), updater::assign)
        : AliasLog.inMemory(updater::assign);
  }

  VersionTable table() {
    return table;
  }

  /** What was announced. */
  Releases releases() {
    return releases;
  }

  VersionAdmin admin() {
    return admin;
  }

  void start() {
    begin.run();
  }

  /** Stops following; what serves goes on serving until the table is closed. */
  @Override
  public void close() {
    end.run();
  }
}
