package io.thalweg.ingestion.registry;

import java.time.Duration;

/** Time, and letting it pass. Thread-safe. */
interface Waiting {
  Waiting SYSTEM =
      new Waiting() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis());
        }
      };

  long nanoTime();

  void pause(Duration duration) throws InterruptedException;
}
