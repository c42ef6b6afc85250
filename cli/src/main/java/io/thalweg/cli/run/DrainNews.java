package io.thalweg.cli.run;

import io.thalweg.cli.terminal.Figures;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.PipelineAccess;
import io.thalweg.learner.config.PipelineConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells whoever has asked a run to end what it waits for, and how it ended. Thread-safe. */
public final class DrainNews implements StopRequest.Witness {
  private static final Duration ASK = Duration.ofSeconds(3);

  private final PipelineConfig pipeline;
  private final Consumer<String> print;

  /**
   * Of a run.
   *
   * @param print one line, for the user
   */
  public DrainNews(PipelineConfig pipeline, Consumer<String> print) {
    this.pipeline = pipeline;
    this.print = print;
  }

  @Override
  public void requested(Duration patience) {
    print.accept(
        "ending: what has been read is kept first, which may take %s; Ctrl-C once more ends at once"
            .formatted(Figures.duration(patience)));
    whyKafkaIsNoHelp().ifPresent(why -> print.accept("ending waits for Kafka: " + why));
  }

  @Override
  public void gaveUp(Duration patience) {
    print.accept(
        "gave up after %s: %s; the next start goes on from %s"
            .formatted(
                Figures.duration(patience),
                whyKafkaIsNoHelp().orElse("what has been read isn't all kept yet"),
                newest()));
  }

  private Optional<String> whyKafkaIsNoHelp() {
    try {
      PipelineAccess.of(pipeline).require(ASK);
      return Optional.empty();
    } catch (TopicException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  private String newest() {
    try {
      return Checkpoints.newest(pipeline.state())
          .map(Object::toString)
          .orElse("the beginning of the topics: there is no checkpoint yet");
    } catch (IOException e) {
      return "the newest checkpoint under " + pipeline.state();
    }
  }
}
