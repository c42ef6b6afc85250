package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** Records that name the schema they were written with. Confined to one thread. */
final class FramedAvro implements Decoding {
  private final AvroBody body = new AvroBody();
  private final Frame frame = new Frame();
  private final Framing framing;
  private final FrameReader frames;
  private final Walks walks;

  FramedAvro(Framing framing, FrameReader frames, Walks walks) {
    this.framing = framing;
    this.frames = frames;
    this.walks = walks;
  }

  @Override
  public void decode(byte[] value, RecordHeaders headers, Draft draft)
      throws IOException, BadValueException {
    int offset = frames.read(value, headers, frame);
    if (framing == Framing.APICURIO) {
      ApicurioFrame.requireBinary(headers);
    }
    body.read(walks.of(frame), value, offset, draft);
  }

  @Override
  public void renew() {
    body.renew();
  }
}
