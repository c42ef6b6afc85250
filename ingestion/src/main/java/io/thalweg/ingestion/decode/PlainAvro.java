package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** Records of one schema, plain or as single objects. Confined to one thread. */
final class PlainAvro implements Decoding {
  private final AvroBody body = new AvroBody();
  private final Step walk;
  private final SingleObject framing;

  PlainAvro(SchemaBinding binding) {
    this.walk = binding.walk();
    this.framing = SingleObject.of(binding.schema());
  }

  @Override
  public void decode(byte[] value, RecordHeaders headers, Draft draft)
      throws IOException, BadValueException {
    body.read(walk, value, framing.payloadOffset(value), draft);
  }

  @Override
  public String note(byte[] value) {
    return framing.note(value);
  }

  @Override
  public void renew() {
    body.renew();
  }
}
