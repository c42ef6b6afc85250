package io.thalweg.schemas;

/** Bytes that don't keep the contract of the topic they were read from. The record is skipped. */
public final class ContractException extends Exception {
  ContractException(String message, Throwable cause) {
    super(message, cause);
  }
}
