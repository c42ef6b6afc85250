package io.thalweg.replay;

import java.util.concurrent.atomic.AtomicLong;

/** A count that one thread adds to and any thread reads. */
final class SingleWriterCount {
  private final AtomicLong value;

  SingleWriterCount(long initial) {
    this.value = new AtomicLong(initial);
  }

  void increment() {
    value.setRelease(value.getPlain() + 1);
  }

  long value() {
    return value.getAcquire();
  }
}
