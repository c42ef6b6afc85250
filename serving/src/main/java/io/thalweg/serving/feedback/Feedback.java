package io.thalweg.serving.feedback;

import io.thalweg.model.ModelSpec;
import io.thalweg.schemas.LearnedEvent;
import io.thalweg.serving.infer.AnswerObserver;
import io.thalweg.serving.infer.Answered;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes sampled answers from the threads that compute them, which never wait, keeps them for their
 * labels and sends them on, on a thread of its own. Thread-safe.
 */
public final class Feedback implements AnswerObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Feedback.class);
  private static final long LOOK_AGAIN_NANOS = 2_000_000;
  private static final long CLOSE_WITHIN_MILLIS = 2_000;

  private final FeedbackConfig config;
  private final RequestSampling sampling;
  private final InstantSource clock;
  private final PredictionSender sender;
  private final LabelMatching matching;
  private final AnswerQueue queue;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Neither sends nor judges yet.
   *
   * @param sender owned from here on
   */
  public Feedback(
      FeedbackConfig config,
      InstantSource clock,
      PredictionSender sender,
      OutcomeListener listener) {
    this.config = config;
    this.sampling = new RequestSampling(config.sample(), config.features());
    this.clock = clock;
    this.sender = sender;
    this.matching = new LabelMatching(config, clock, listener);
    this.queue = new AnswerQueue(config.queueRows());
    this.thread = new Thread(this::work, "thalweg-feedback");
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  @Override
  public boolean needsId() {
    return true;
  }

  @Override
  public void answered(Answered answered) {
    String id = Objects.requireNonNull(answered.id());
    if (sampling.takes(id)) {
      queue.offer(answered.rows(), () -> copy(answered, id));
    }
  }

  private AnsweredRows copy(Answered answered, String id) {
    ModelSpec spec = answered.servable().spec();
    return new AnsweredRows(
        id,
        spec.name(),
        answered.servable().version(),
        spec.head(),
        answered.rows(),
        clock.millis(),
        answered.nanos() / 1_000,
        answered.isRouted(),
        answered.outputs().headView().clone(),
        answered.outputs().logitsView().clone(),
        sampling.takesFeatures(id) ? answered.denseView().clone() : null);
  }

  /** An event of a model was learned, so its label is known. */
  public void learned(String model, LearnedEvent event) {
    try {
      matching.learned(model, event);
    } catch (RuntimeException e) {
      LOG.warn("model {}, event {}: its label is left out: {}", model, event.id(), e.toString());
    }
  }

  public FeedbackFigures figures() {
    return new FeedbackFigures(
        sender.sentCount(),
        queue.droppedCount(),
        sender.failedCount(),
        matching.waiting(),
        matching.unmatchedLabels(),
        matching.versions());
  }

  private void work() {
    while (true) {
      boolean last = closing;
      AnsweredRows answer = queue.poll();
      if (answer != null) {
        pass(answer);
      } else if (last) {
        return;
      } else {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  private void pass(AnsweredRows answer) {
    String topic = config.topic(answer.model());
    for (int row = 0; row < answer.rows(); row++) {
      try {
        matching.served(answer.served(row), answer.latencyMicros());
        sender.send(topic, answer.prediction(row));
      } catch (RuntimeException e) {
        LOG.warn("model {}: a prediction is left out: {}", answer.model(), e.toString());
      }
    }
  }

  /** Passes on what waits, for 2 s at most, and closes the sender. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_WITHIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }
}
