package io.thalweg.ingestion.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.thalweg.model.config.JsonFault;
import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/**
 * Records that are one JSON object each (RFC 8259), read as they come, without a tree. Field names
 * and types are the schema's: see {@link JsonObject}. Confined to one thread.
 */
final class Json implements Decoding {
  static final int MAX_DEPTH = 32;

  /** Of base64, which takes four characters for three bytes. */
  private static final int MAX_STRING_LENGTH = (AvroCursor.MAX_TEXT_BYTES + 2) / 3 * 4;

  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_NAME_LENGTH = 1_000;

  /** Names come from outside, so none of them is interned. */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(MAX_STRING_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .build())
          .build();

  private final JsonObject record;
  private final FrameReader frames;
  private final Frame unused = new Frame();

  Json(SchemaBinding binding, FrameReader frames) {
    this.record = JsonObject.of(binding.schema(), "", binding.wanted());
    this.frames = frames;
  }

  @Override
  public void decode(byte[] value, RecordHeaders headers, Draft draft)
      throws IOException, BadValueException {
    int offset = frames.read(value, headers, unused);
    Utf8.requireValid(value, offset);
    try (JsonParser in = FACTORY.createParser(value, offset, value.length - offset)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new BadValueException("the record is no JSON object");
      }
      record.read(in, draft);
      if (in.nextToken() != null) {
        throw new BadValueException("more JSON follows after the record");
      }
    } catch (JsonProcessingException e) {
      throw new BadValueException(
          "no JSON from byte %d on: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset(), JsonFault.of(e)));
    }
  }

  @Override
  public void renew() {} // a record that fails leaves nothing behind
}
