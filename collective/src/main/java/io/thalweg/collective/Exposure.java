package io.thalweg.collective;

/**
 * From where an endpoint may be reached. Frames are never encrypted, and only a shared secret
 * authenticates them beyond the generation's token; leaving the machine is therefore a decision
 * that somebody has to write down.
 */
public enum Exposure {
  /** Loopback addresses only; anything else is refused when the endpoint opens. */
  LOOPBACK_ONLY,
  /** Any address of this machine, with a shared secret only. */
  ANY_INTERFACE,
  /** Any address without a secret too; for networks in which every host is trusted. */
  ANY_INTERFACE_UNPROTECTED
}
