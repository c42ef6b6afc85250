package io.thalweg.bench.replay;

import io.thalweg.bench.Row;
import java.util.List;

/**
 * What one scenario yields. Immutable.
 *
 * @param allocatedBytesPerSample on the heap, for each row drawn once warm
 */
record Measurement(List<Row> rows, double allocatedBytesPerSample) {}
