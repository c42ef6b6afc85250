package io.thalweg.serving;

import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.Topics;
import io.thalweg.serving.follow.AliasRules;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.follow.kafka.AliasTopic;
import io.thalweg.serving.follow.kafka.AnnouncementFollower;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.SignedVersions;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** The versions of a server and what keeps them up to date. Thread-safe once it is started. */
final class FollowedVersions implements AutoCloseable {
  private static final Duration ALIAS_PATIENCE = Duration.ofSeconds(5);

  private final VersionTable table;
  private final AnnouncementFollower follower;
  private final VersionAdmin admin;

  /** Opens the store; doesn't follow yet. */
  FollowedVersions(ServingConfig config, ServingRecorder recorder, InstantSource clock)
      throws IOException {
    this.table = new VersionTable(config.models(), config.versions().keep());
    OnnxLoader loader =
        new OnnxLoader(ModelStores.open(config.storeUri()), clock, config.batching().maxRows());
    VersionUpdater updater =
        new VersionUpdater(
            table,
            new SignedVersions(config.versions().trustedKeys(), loader),
            recorder,
            clock,
            a -> config.previews() || !a.preview(),
            config.versions().gate());
    this.follower = new AnnouncementFollower(config.kafka(), config.modelsTopic(), updater);
    this.admin =
        new VersionAdmin(
            table,
            updater.book(),
            new AliasRules(updater.releases(), updater.book(), clock),
            new AliasTopic(config.kafka(), Topics.aliases(config.modelsTopic())),
            ALIAS_PATIENCE);
  }

  VersionTable table() {
    return table;
  }

  VersionAdmin admin() {
    return admin;
  }

  void start() {
    follower.start();
  }

  /** Stops following; what serves goes on serving until the table is closed. */
  @Override
  public void close() {
    follower.close();
  }
}
