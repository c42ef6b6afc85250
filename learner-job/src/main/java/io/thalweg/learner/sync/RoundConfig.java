package io.thalweg.learner.sync;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When rounds start and how long things may take.
 *
 * @param everyExamples a round starts when the learners together have learned so many since the
 *     last
 * @param maxAge or when the last is so old and there is anything to exchange
 * @param timeout of one reduction
 * @param cutTimeout from a checkpoint's start to the last learner's acknowledgement of its cut
 * @param transport how the learners reach each other
 * @param previewEvery a version between checkpoints comes so often, if there is anything new; zero
 *     for none
 * @param marks where rounds fall in the stream; if there are any, nothing starts by count or age
 */
public record RoundConfig(
    long everyExamples,
    Duration maxAge,
    Duration timeout,
    Duration cutTimeout,
    Transport transport,
    Duration previewEvery,
    @Nullable RoundMarks marks)
    implements Serializable {

  /** The ways between learners. */
  public enum Transport {
    /** In memory within a process; between processes by TCP, one learner of each for all. */
    AUTO,

    /** Each by TCP, also within one process. */
    TCP
  }

  /** By count and age, without previews. */
  public RoundConfig(
      long everyExamples,
      Duration maxAge,
      Duration timeout,
      Duration cutTimeout,
      Transport transport) {
    this(everyExamples, maxAge, timeout, cutTimeout, transport, Duration.ZERO, null);
  }

  /** As the other, with {@link Transport#AUTO}. */
  public RoundConfig(long everyExamples, Duration maxAge, Duration timeout, Duration cutTimeout) {
    this(everyExamples, maxAge, timeout, cutTimeout, Transport.AUTO);
  }
}
