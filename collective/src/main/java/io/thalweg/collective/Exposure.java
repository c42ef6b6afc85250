package io.thalweg.collective;

/**
 * From where an endpoint may be reached. Frames are neither encrypted nor authenticated beyond the
 * generation's token, so leaving the machine is a decision that somebody has to write down.
 */
public enum Exposure {
  /** Loopback addresses only; anything else is refused when the endpoint opens. */
  LOOPBACK_ONLY,
  /** Any address of this machine; for networks in which every host is trusted. */
  ANY_INTERFACE
}
