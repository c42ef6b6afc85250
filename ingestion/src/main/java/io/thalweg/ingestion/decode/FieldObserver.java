package io.thalweg.ingestion.decode;

/** Hears of the values that features read, as they stand in the record. Called while it decodes. */
@FunctionalInterface
public interface FieldObserver {
  /** Hears nothing. */
  FieldObserver NONE = (feature, value) -> {};

  /**
   * A value, before it is encoded or refused.
   *
   * @param feature its position in the spec
   * @param value as a person reads it
   */
  void saw(int feature, String value);
}
