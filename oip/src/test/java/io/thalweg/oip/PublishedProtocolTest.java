package io.thalweg.oip;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Against the file that the protocol's project publishes, as read on 2026-11-27. */
final class PublishedProtocolTest {
  private static final FileDescriptor FILE = OpenInferenceProto.getDescriptor();

  @Test
  void everyFieldHasThePublishedNumberAndType() throws IOException {
    List<String> lines = new ArrayList<>();
    FILE.getMessageTypes().forEach(m -> describe(m, lines));
    FILE.getServices()
        .forEach(
            s ->
                s.getMethods()
                    .forEach(
                        m ->
                            lines.add(
                                "%s.%s(%s) returns %s"
                                    .formatted(
                                        s.getName(),
                                        m.getName(),
                                        m.getInputType().getName(),
                                        m.getOutputType().getName()))));

    assertThat(FILE.getPackage()).isEqualTo("inference");
    assertThat(lines).containsExactlyInAnyOrderElementsOf(published());
  }

  @Test
  void everyCallIsUnary() {
    assertThat(FILE.getServices().get(0).getMethods())
        .hasSize(6)
        .noneMatch(m -> m.isClientStreaming() || m.isServerStreaming());
  }

  @Test
  void bytesPutTogetherByHandAreARequest() throws IOException {
    byte[] wire =
        HexFormat.of()
            .parseHex(
                "0a016d" // model_name
                    + "2a0e" // inputs[0], 14 bytes
                    + ("0a0178" + "120446503332" + "1a0101" + "2a00")
                    + "3a040000803f"); // raw_input_contents[0], 1.0f

    ModelInferRequest request = ModelInferRequest.parseFrom(wire);

    assertThat(request.getModelName()).isEqualTo("m");
    assertThat(request.getInputs(0).getName()).isEqualTo("x");
    assertThat(request.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(request.getInputs(0).getShapeList()).containsExactly(1L);
    assertThat(request.getInputs(0).hasContents()).isTrue();
    assertThat(request.getRawInputContentsList())
        .containsExactly(ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f}));
    assertThat(request.getUnknownFields().asMap()).isEmpty();
    assertThat(request.toByteArray()).isEqualTo(wire);
  }

  private static void describe(Descriptor message, List<String> lines) {
    for (FieldDescriptor f : message.getFields()) {
      String oneof =
          f.getContainingOneof() == null ? "" : ", one of " + f.getContainingOneof().getName();
      lines.add("%s = %d %s%s".formatted(local(f.getFullName()), f.getNumber(), type(f), oneof));
    }
    message.getNestedTypes().stream()
        .filter(m -> !m.getOptions().getMapEntry())
        .forEach(m -> describe(m, lines));
  }

  private static String type(FieldDescriptor f) {
    if (f.isMapField()) {
      List<FieldDescriptor> entry = f.getMessageType().getFields();
      return "map of %s to %s".formatted(type(entry.get(0)), type(entry.get(1)));
    }
    String element =
        f.getType() == FieldDescriptor.Type.MESSAGE
            ? local(f.getMessageType().getFullName())
            : f.getType().name().toLowerCase(Locale.ROOT);
    return f.isRepeated() ? "repeated " + element : element;
  }

  private static String local(String fullName) {
    return fullName.substring("inference.".length());
  }

  private static List<String> published() throws IOException {
    try (InputStream in = PublishedProtocolTest.class.getResourceAsStream("published.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
