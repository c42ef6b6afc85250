package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Samples;

/** What share of examples a model puts into their class. Confined to one thread. */
interface Testing {
  /** From 0 to 1. */
  double accuracy(Samples samples);
}
