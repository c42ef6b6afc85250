package io.thalweg.serving.predict.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** See docs/adr/0002-onnxruntime-without-telemetry.md. */
class OnnxRuntimeTelemetryTest {
  @Test
  void theLibraryHasNoTelemetryToSwitchOff() throws Exception {
    try (InputStream in =
        OnnxRuntimeTelemetryTest.class.getResourceAsStream(
            "/ai/onnxruntime/native/linux-x64/libonnxruntime.so")) {
      assertThat(in).as("the native library on the class path").isNotNull();
      String library = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(library.contains("OrtGetApiBase")).as("readable").isTrue();
      assertThat(library.contains("ORT_DISABLE_TELEMETRY")).isFalse();
    }
  }
}
