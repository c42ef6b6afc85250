package io.thalweg.ingestion.registry;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.WireSpec.Framing;

/** Opens registries. Stateless. */
public final class Registries {
  private Registries() {}

  /**
   * A client of a registry; nothing is asked yet, but files with secrets are read.
   *
   * @throws RegistryException when one of them can't be used
   */
  public static SchemaRegistry of(RegistrySpec spec, Framing framing) {
    Asking asking = asking(spec);
    return framing == Framing.APICURIO
        ? new ApicurioRegistry(asking)
        : new ConfluentRegistry(asking);
  }

  /**
   * Asks whether a registry is there, of the kind that a framing takes.
   *
   * @throws RegistryException when it isn't
   */
  public static void check(RegistrySpec spec, Framing framing) {
    if (framing == Framing.APICURIO) {
      new ApicurioRegistry(asking(spec)).check();
    } else {
      new ConfluentRegistry(asking(spec)).check();
    }
  }

  /** Confluent's interface for those who write; likewise. */
  public static Subjects subjects(RegistrySpec spec) {
    return new ConfluentRegistry(asking(spec));
  }

  private static Asking asking(RegistrySpec spec) {
    return new Asking(spec, HttpTransport.of(spec), Waiting.SYSTEM);
  }
}
