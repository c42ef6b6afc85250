package io.thalweg.cli.demo;

/**
 * What a stream has yielded so far. Immutable.
 *
 * @param produced records on the events topic, of every kind
 * @param malformed of them, records that nobody can learn from
 * @param duplicates of them, repeats of an earlier well-formed record
 * @param unlabelled of the well-formed first records, those that never get a label
 */
public record StreamCounts(long produced, long malformed, long duplicates, long unlabelled) {
  static final StreamCounts ZERO = new StreamCounts(0, 0, 0, 0);

  /** Labels of all records so far, due or not. */
  public long labels() {
    return produced - malformed - duplicates - unlabelled;
  }

  StreamCounts plus(StreamStep.Kind kind) {
    return new StreamCounts(
        produced + 1,
        malformed + (kind == StreamStep.Kind.MALFORMED ? 1 : 0),
        duplicates + (kind == StreamStep.Kind.DUPLICATE ? 1 : 0),
        unlabelled + (kind == StreamStep.Kind.UNLABELLED ? 1 : 0));
  }
}
