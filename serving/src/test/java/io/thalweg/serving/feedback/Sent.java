package io.thalweg.serving.feedback;

import io.thalweg.schemas.ServedPrediction;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Keeps what it is told to send; each call takes a permit. Thread-safe. */
final class Sent implements PredictionSender {
  final BlockingQueue<ServedPrediction> predictions = new LinkedBlockingQueue<>();
  final Semaphore permits;
  volatile String topic = "";
  volatile boolean closed;

  Sent(int permits) {
    this.permits = new Semaphore(permits);
  }

  @Override
  public void send(String to, ServedPrediction prediction) {
    permits.acquireUninterruptibly();
    topic = to;
    predictions.add(prediction);
  }

  @Override
  public long sentCount() {
    return predictions.size();
  }

  @Override
  public long failedCount() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
  }
}
