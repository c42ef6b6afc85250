package io.thalweg.serving.http;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.feedback.FeedbackFigures;
import io.thalweg.serving.feedback.VersionFigures;
import io.thalweg.serving.follow.AliasLog;
import io.thalweg.serving.follow.AliasRules;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.rollout.AliasWriter;
import io.thalweg.serving.rollout.RolloutConfig;
import io.thalweg.serving.rollout.Rollouts;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An admin port of a server, on a free port of the loopback. */
final class RunningAdmin implements AutoCloseable {
  private static final String ROLLOUT = "rollout: {clicks: {canary: {}}}";
  private static final FeedbackFigures FEEDBACK =
      new FeedbackFigures(
          1,
          2,
          3,
          4,
          Map.of(TestModel.NAME, 5L),
          List.of(
              new VersionFigures(
                  TestModel.NAME,
                  6,
                  7,
                  8,
                  9,
                  10,
                  Map.of("accuracy", 0.5),
                  OptionalLong.of(11),
                  OptionalLong.of(12),
                  OptionalLong.of(13),
                  OptionalLong.of(14))));

  final OipClient client;
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final Batcher batcher = new Batcher(BatchSettings.defaults());
  private final HttpServer http;

  /**
   * Of a server's versions.
   *
   * @param log where assignments go; they are waited for no longer than it takes to write them
   * @param rollout how rollouts move aliases
   */
  RunningAdmin(RunningServer server, AliasLog log, AliasWriter rollout, Protection protection)
      throws IOException {
    VersionAdmin versions =
        new VersionAdmin(
            server.table,
            server.updater.book(),
            new AliasRules(
                server.updater.releases(), server.updater.book(), InstantSource.system()),
            log,
            Duration.ofMillis(1));
    Rollouts rollouts =
        new Rollouts(
            RolloutConfig.read(
                ConfigFile.parse("serving.yaml", ROLLOUT).section("rollout"), List.of(), Set.of()),
            server.table,
            rollout,
            InstantSource.system(),
            1);
    http =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0),
            List.of(
                new AdminRoutes(new Servables(server.table), versions, executor),
                new RolloutRoutes(rollouts),
                new FeedbackRoutes(() -> FEEDBACK)),
            batcher,
            Protocol.NONE,
            protection.forAdmins());
    http.start();
    client = new OipClient(http.port());
  }

  int port() {
    return http.port();
  }

  @Override
  public void close() {
    http.close();
    batcher.close();
    executor.shutdown();
  }
}
