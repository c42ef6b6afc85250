package io.thalweg.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Judges answers: status 200, JSON with at least one output, and a model version that is a number
 * and never falls. Thread-safe; all fields are guarded by this.
 */
final class AnswerLog {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final ObjectMapper json = JsonMapper.builder().build();
  private final Histogram latencyMicros = new Histogram(LONGEST_MICROS, 3);
  private long served;
  private long failed;
  private @Nullable String firstFailure;
  private OptionalLong version = OptionalLong.empty();

  synchronized void answered(int status, byte[] body, long latencyNanos) {
    Optional<String> fault = fault(status, body);
    if (fault.isPresent()) {
      failed(fault.get());
      return;
    }
    served++;
    latencyMicros.recordValue(
        Math.min(TimeUnit.NANOSECONDS.toMicros(latencyNanos), LONGEST_MICROS));
  }

  synchronized void failed(String why) {
    failed++;
    if (firstFailure == null) {
      firstFailure = why;
    }
  }

  synchronized PredictionStats stats() {
    return new PredictionStats(
        served, failed, Optional.ofNullable(firstFailure), version, percentile(50), percentile(99));
  }

  private Optional<String> fault(int status, byte[] body) {
    if (status != 200) {
      return Optional.of(
          "status %d: %s".formatted(status, new String(body, StandardCharsets.UTF_8).strip()));
    }
    JsonNode answer;
    long answered;
    try {
      answer = json.readTree(body);
      answered = Long.parseLong(answer.path("model_version").asText());
    } catch (IOException | NumberFormatException e) {
      return Optional.of("an answer without a model version: " + e.getMessage());
    }
    if (!answer.path("outputs").path(0).path("data").isArray()) {
      return Optional.of("an answer without outputs");
    }
    if (version.isPresent() && answered < version.getAsLong()) {
      return Optional.of(
          "the model version fell: from=%d, to=%d".formatted(version.getAsLong(), answered));
    }
    version = OptionalLong.of(answered);
    return Optional.empty();
  }

  private OptionalLong percentile(double percent) {
    return served == 0
        ? OptionalLong.empty()
        : OptionalLong.of(latencyMicros.getValueAtPercentile(percent));
  }
}
