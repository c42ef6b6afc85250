package io.thalweg.bench;

import java.time.Duration;
import java.util.List;

/**
 * Something to measure. Found by {@link Benches}: a line in {@code
 * META-INF/services/io.thalweg.bench.Bench} and a public constructor without parameters make it one
 * of the command's. Runs alone in its JVM, on one thread.
 */
public interface Bench {
  /** What the user types. */
  String name();

  /** One line for the list of benches. */
  String summary();

  /** Options of the JVM that it runs in: heap, direct memory, collector. */
  List<String> jvmOptions();

  /** It is ended where it takes longer. */
  Duration limit();

  /** Measures; the rows come out in the order in which they are printed. */
  List<Row> run(Context context) throws Exception;
}
