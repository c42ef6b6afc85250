package io.thalweg.learner.config;

import io.thalweg.learner.sync.RoundConfig;
import io.thalweg.learner.sync.RoundConfig.Transport;
import io.thalweg.learner.sync.RoundMarks;
import io.thalweg.model.config.ConfigNode;
import java.time.Duration;

/** Reads {@code rounds}. Stateless. */
final class RoundsSection {
  private static final long MOST_EXAMPLES = 1_000_000_000;
  private static final Duration CUT_TIMEOUT = Duration.ofSeconds(30);

  /**
   * The section of a pipeline.
   *
   * @param firstMark where the first round falls if the stream's marks say so; else 0
   * @param previewEvery of {@code release}
   */
  static RoundConfig read(ConfigNode node, long firstMark, Duration previewEvery) {
    long every = node.longIn("every-examples", 1, MOST_EXAMPLES, 4096);
    Transport transport = node.oneOf("transport", Transport.class, Transport.AUTO);
    Duration timeout = node.duration("timeout", Duration.ofSeconds(10));
    if (firstMark == 0) {
      if (node.has("apply-after")) {
        throw node.required("apply-after").refuse("nothing, because deterministic is false");
      }
      Duration maxAge = node.duration("max-age", Duration.ofSeconds(1));
      return new RoundConfig(every, maxAge, timeout, CUT_TIMEOUT, transport, previewEvery, null);
    }
    if (node.has("max-age")) {
      throw node.required("max-age").refuse(PipelineFile.CLOCK);
    }
    RoundMarks marks =
        new RoundMarks(firstMark, every, node.longIn("apply-after", 0, every - 1, every / 2));
    // The order of a sum depends on the transport: one, then, wherever the learners are.
    return new RoundConfig(
        every, Duration.ZERO, timeout, CUT_TIMEOUT, Transport.TCP, previewEvery, marks);
  }

  private RoundsSection() {}
}
