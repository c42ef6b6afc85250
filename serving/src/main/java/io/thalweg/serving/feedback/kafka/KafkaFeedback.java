package io.thalweg.serving.feedback.kafka;

import io.thalweg.serving.feedback.Feedback;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.feedback.FeedbackFigures;
import io.thalweg.serving.feedback.OutcomeListener;
import io.thalweg.serving.infer.AnswerObserver;
import java.time.InstantSource;
import java.util.Map;

/** A server's feedback over Kafka. Starting and closing are up to one thread. */
public final class KafkaFeedback implements AutoCloseable {
  private final Feedback feedback;
  private final LearnedFollower follower;

  private KafkaFeedback(Feedback feedback, LearnedFollower follower) {
    this.feedback = feedback;
    this.follower = follower;
  }

  /**
   * Neither sends nor follows yet.
   *
   * @param properties of the Kafka clients
   * @param listener is told of every judged prediction
   */
  public static KafkaFeedback open(
      FeedbackConfig config,
      Map<String, String> properties,
      InstantSource clock,
      OutcomeListener listener) {
    Feedback feedback =
        new Feedback(config, clock, KafkaPredictionSender.open(properties), listener);
    return new KafkaFeedback(
        feedback, new LearnedFollower(properties, config.learned(), feedback::learned));
  }

  public void start() {
    feedback.start();
    follower.start();
  }

  /** What takes the answers. */
  public AnswerObserver observer() {
    return feedback;
  }

  public FeedbackFigures figures() {
    return feedback.figures();
  }

  @Override
  public void close() {
    follower.close();
    feedback.close();
  }
}
