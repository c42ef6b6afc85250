package io.thalweg.serving;

import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.console.Console;
import io.thalweg.serving.console.Ticking;
import io.thalweg.serving.follow.kafka.FiguresFollower;
import io.thalweg.serving.follow.kafka.LetterFollower;
import io.thalweg.serving.http.ConsoleRoutes;
import io.thalweg.serving.metrics.Family;
import io.thalweg.serving.metrics.LearningFamilies;
import io.thalweg.serving.stats.ServingRecorder;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The console of a server and what it follows. Starting and closing are up to one thread. */
final class ServerConsole implements AutoCloseable {
  private final Console console;
  private final InstantSource clock;
  private final Parts parts = new Parts();
  private final @Nullable FiguresFollower figures;
  private final @Nullable LetterFollower letters;

  private ServerConsole(
      ServingConfig config,
      FollowedVersions versions,
      ServingRecorder recorder,
      InstantSource clock) {
    this.clock = clock;
    this.console = new Console(recorder, versions.table(), versions.releases(), clock);
    if (config.kafka().isEmpty()) {
      console.silent(
          "with poll this server does without Kafka, by which processes tell of learning");
      this.figures = null;
      this.letters = null;
      return;
    }
    this.figures =
        new FiguresFollower(
            config.kafka(), config.console().figuresTopic(config.modelsTopic()), console, clock);
    parts.opened(figures::close);
    this.letters = new LetterFollower(config.kafka(), console);
    parts.opened(letters::close);
  }

  /** Doesn't follow yet; null where the server is to have none. */
  static @Nullable ServerConsole open(
      ServingConfig config,
      FollowedVersions versions,
      ServingRecorder recorder,
      InstantSource clock) {
    return config.admin() == null || !config.console().enabled()
        ? null
        : new ServerConsole(config, versions, recorder, clock);
  }

  ConsoleRoutes routes(AccessGate gate, Executor executor) {
    return new ConsoleRoutes(console, gate, executor);
  }

  List<Family> families() {
    return new LearningFamilies(console::learned, clock).all();
  }

  void start() {
    if (figures == null || letters == null) {
      console.live();
    } else {
      figures.start();
      letters.start();
    }
    Ticking ticking = new Ticking(console);
    parts.opened(ticking::close);
  }

  @Override
  public void close() {
    parts.close();
  }
}
