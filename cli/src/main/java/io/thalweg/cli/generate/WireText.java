package io.thalweg.cli.generate;

/**
 * What a pipeline file says of how records are written. Immutable.
 *
 * @param keys of a topic, in flow style after others: {@code , format: json}, or nothing
 * @param registry the section with its end of line, or nothing
 */
public record WireText(String keys, String registry) {
  /** Of plain Avro. */
  public static final WireText PLAIN = new WireText("", "");
}
