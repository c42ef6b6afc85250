package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.registry.SchemaRegistry;
import java.util.Objects;

/** Makes the decoding that a specification asks for. Stateless. */
final class Decodings {
  private Decodings() {}

  /** Opens a registry. */
  interface Opening {
    SchemaRegistry open(RegistrySpec registry, WireSpec.Framing framing);
  }

  /** To be called when all that is wanted of the binding has been said. */
  static Decoding of(WireSpec wire, SchemaBinding binding, Opening registries) {
    if (wire.format() == WireSpec.Format.JSON) {
      return new Json(binding, FrameReader.of(wire.framing(), RegistrySpec.Ids.CONTENT));
    }
    if (wire.framing() == WireSpec.Framing.NONE) {
      return new PlainAvro(binding);
    }
    RegistrySpec registry = Objects.requireNonNull(wire.registry());
    binding.walk(); // what the pipeline wants has to be readable at all
    return new FramedAvro(
        wire.framing(),
        FrameReader.of(wire.framing(), registry.ids()),
        new Walks(registries.open(registry, wire.framing()), binding, System::nanoTime));
  }
}
