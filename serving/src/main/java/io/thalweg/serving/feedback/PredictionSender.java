package io.thalweg.serving.feedback;

import io.thalweg.schemas.ServedPrediction;

/** Sends predictions on, each at most once. Thread-safe. */
public interface PredictionSender extends AutoCloseable {
  /**
   * Sends a prediction, now or never; waits for a moment at most.
   *
   * @param topic where to
   */
  void send(String topic, ServedPrediction prediction);

  /** Predictions that have arrived. */
  long sentCount();

  /** Predictions that haven't, and won't. */
  long failedCount();

  /** Waits a little for what is under way. */
  @Override
  void close();
}
