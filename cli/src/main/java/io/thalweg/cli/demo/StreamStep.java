package io.thalweg.cli.demo;

import java.util.Optional;

/** One record of the events topic, and the label that it will get. Immutable but for its bytes. */
public final class StreamStep {
  /** What the record is. */
  public enum Kind {
    LABELLED,
    UNLABELLED,
    DUPLICATE,
    MALFORMED
  }

  private final Kind kind;
  private final Transaction transaction;
  private final byte[] value;
  private final Optional<DueLabel> label;

  StreamStep(Kind kind, Transaction transaction, byte[] value, Optional<DueLabel> label) {
    this.kind = kind;
    this.transaction = transaction;
    this.value = value;
    this.label = label;
  }

  public Kind kind() {
    return kind;
  }

  /** Of the event; of the original for a duplicate; what it would have been for a malformed one. */
  public String id() {
    return transaction.id();
  }

  /** The record's key: the account. */
  public String key() {
    return transaction.account();
  }

  /** Event time. */
  public long atMillis() {
    return transaction.atMillis();
  }

  /** The record's value, by {@link DemoSchemas#TRANSACTION} unless malformed. Borrowed. */
  public byte[] value() {
    return value;
  }

  /** Present for {@link Kind#LABELLED} only. */
  public Optional<DueLabel> label() {
    return label;
  }

  Transaction transaction() {
    return transaction;
  }
}
