package io.thalweg.serving.http;

import java.util.concurrent.atomic.AtomicLong;

/** How much of all bodies that are being read may be in memory. Thread-safe. */
final class BodyBudget {
  private final long maxBytes;
  private final AtomicLong takenBytes = new AtomicLong();

  BodyBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes so many bytes, or none and answers false. */
  boolean take(long bytes) {
    if (takenBytes.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    takenBytes.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    takenBytes.addAndGet(-bytes);
  }

  long takenBytes() {
    return takenBytes.get();
  }
}
