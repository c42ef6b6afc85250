package io.thalweg.ingestion.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class PlainJsonTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "R", "fields": [
                {"name": "text", "type": ["null", "string"]},
                {"name": "none", "type": ["null", "string"]},
                {"name": "whole", "type": "long"},
                {"name": "real", "type": "double"},
                {"name": "single", "type": "float"},
                {"name": "flag", "type": "boolean"},
                {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["A", "B"]}},
                {"name": "list", "type": {"type": "array", "items": "int"}},
                {"name": "map", "type": {"type": "map", "values": "int"}},
                {"name": "raw", "type": "bytes"}]}
              """);

  @Test
  void writesValuesWithoutTheNamesOfTheirTypes() throws IOException {
    byte[] json = new PlainJson(SCHEMA).of(avro(record(0.5)));
    assertThat(new ObjectMapper().readTree(json))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"text": "é\\"", "none": null, "whole": 9007199254740993, "real": 0.5,
                     "single": 0.25, "flag": true, "kind": "B", "list": [1, 2], "map": {"k": 3},
                     "raw": "/wA="}
                    """));
  }

  @Test
  void refusesWhatJsonHasNoNumberFor() throws IOException {
    byte[] avro = avro(record(Double.NaN));
    assertThatThrownBy(() -> new PlainJson(SCHEMA).of(avro))
        .isInstanceOf(IOException.class)
        .hasMessage("NaN is no number of JSON");
  }

  private static GenericRecord record(double real) {
    GenericRecord r = new GenericData.Record(SCHEMA);
    r.put("text", "é\"");
    r.put("whole", 9_007_199_254_740_993L);
    r.put("real", real);
    r.put("single", 0.25f);
    r.put("flag", true);
    r.put("kind", new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), "B"));
    r.put("list", List.of(1, 2));
    r.put("map", Map.of("k", 3));
    r.put("raw", ByteBuffer.wrap("\u00ff\u0000".getBytes(StandardCharsets.ISO_8859_1)));
    return r;
  }

  private static byte[] avro(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, out);
    return bytes.toByteArray();
  }
}
