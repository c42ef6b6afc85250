package io.thalweg.replay;

import java.util.concurrent.atomic.AtomicLong;

/** A count that one thread writes and any thread reads. */
final class SingleWriterCount {
  private final AtomicLong value;

  SingleWriterCount(long initial) {
    this.value = new AtomicLong(initial);
  }

  void set(long now) {
    value.setRelease(now);
  }

  long value() {
    return value.getAcquire();
  }
}
