package io.thalweg.ingestion.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.model.config.JsonFault;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; blank lines don't count. Confined to one thread. */
final class JsonLinesReader implements RowReader {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build()
          .reader();

  private final String name;
  private final BufferedReader lines;
  private long line;

  JsonLinesReader(String name, BufferedReader lines) {
    this.name = name;
    this.lines = lines;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public void requireColumn(String field) {}

  @Override
  public @Nullable InputRow next() throws IOException, BadLineException {
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (!text.isBlank()) {
        return row(text);
      }
    }
    return null;
  }

  private JsonRow row(String text) throws BadLineException {
    try {
      JsonNode object = JSON.readTree(text);
      if (object.isObject()) {
        return new JsonRow(line, object);
      }
    } catch (JsonProcessingException e) {
      throw new BadLineException("%s:%d: %s".formatted(name, line, JsonFault.of(e)));
    }
    throw new BadLineException("%s:%d: not a JSON object".formatted(name, line));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
