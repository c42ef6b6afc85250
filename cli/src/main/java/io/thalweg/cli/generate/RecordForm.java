package io.thalweg.cli.generate;

/** How rows become bytes. Not thread-safe. */
interface RecordForm {
  byte[] event(Row row);

  /**
   * What is found out about a row.
   *
   * @param atMillis when, in event time
   */
  byte[] label(Row row, long atMillis);
}
