package io.thalweg.collective.transport.tcp;

/** What guards a payload against bits that flip on the way; headers always have a CRC32C. */
public enum Integrity {
  /** What TCP does; on a loopback address that is nothing, for nothing can flip there. */
  HEADER,
  /** A CRC32C of each frame's payload besides. */
  PAYLOAD
}
