package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.serving.http.OipClient.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Binary tensors over real HTTP, as Triton's clients send and read them. */
@Timeout(20)
final class BinaryExtensionTest {
  private static final String INFER = "/v2/models/clicks/infer";
  private static final String HEADER = "Inference-Header-Content-Length";

  /** 3.0 as float64; "DE" and "CH"; true and false. */
  private static final String TAIL =
      "0000000000000840 0000000000001440 02000000 4445 02000000 4348 01 00";

  private static final String INPUTS =
      """
      {"id":"a",%s"inputs":[
       {"name":"amount","datatype":"FP64","shape":[2],"parameters":{"binary_data_size":16}},
       {"name":"country","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":12}},
       {"parameters":{"binary_data_size":2},"name":"member","datatype":"BOOL","shape":[2,1]},
       {"name":"position","datatype":"FP32","shape":[2,2],"data":[0.5,-1,2,3]}]%s}""";
  private static final String PLAIN =
      """
      {"id":"a","inputs":[
       {"name":"amount","datatype":"FP64","shape":[2],"data":[3,5]},
       {"name":"country","datatype":"BYTES","shape":[2],"data":["DE","CH"]},
       {"name":"member","datatype":"BOOL","shape":[2],"data":[true,false]},
       {"name":"position","datatype":"FP32","shape":[2,2],"data":[0.5,-1,2,3]}]}""";

  private static RunningServer server;
  private static OipClient client;

  @BeforeAll
  static void serveVersionSeven(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory);
    client = server.client;
    server.serve(7);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void binaryInputsSayWhatJsonSays() throws Exception {
    Answer plain = client.post(INFER, PLAIN);
    HttpResponse<byte[]> binary = post(INPUTS.formatted("", ""));

    assertThat(plain.status()).as(plain.body()).isEqualTo(200);
    assertThat(new String(binary.body(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
    assertThat(binary.headers().firstValue("content-type")).hasValue("application/json");
  }

  @Test
  void outputsComeBehindTheJsonWhenAllAreWantedBinary() throws Exception {
    JsonNode plain = client.post(INFER, PLAIN).json();
    HttpResponse<byte[]> answer =
        post(INPUTS.formatted("\"parameters\":{\"binary_data_output\":true},", ""));

    JsonNode head = head(answer);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/octet-stream");
    assertThat(head.path("outputs")).hasSize(2);
    assertThat(head.at("/outputs/0/data").isMissingNode()).isTrue();
    assertThat(head.at("/outputs/0/parameters/binary_data_size").intValue()).isEqualTo(8);
    assertThat(head.at("/outputs/0/shape").toString()).isEqualTo("[2,1]");
    assertThat(tail(answer)).containsExactly(floats(plain, "/outputs/0/data", "/outputs/1/data"));
  }

  @Test
  void anOutputsOwnWishGoesFirst() throws Exception {
    JsonNode plain = client.post(INFER, PLAIN).json();
    HttpResponse<byte[]> answer =
        post(
            INPUTS.formatted(
                "\"outputs\":[{\"name\":\"probability\",\"parameters\":{\"binary_data\":false}},"
                    + "{\"name\":\"LOGITS\"}],",
                ",\"parameters\":{\"binary_data_output\":true}"));

    JsonNode head = head(answer);
    assertThat(head.at("/outputs/0/data")).isEqualTo(plain.at("/outputs/0/data"));
    assertThat(head.at("/outputs/1/name").textValue()).isEqualTo("LOGITS");
    assertThat(tail(answer)).containsExactly(floats(plain, "/outputs/1/data"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binary_data_size\":12 | binary_data_size\":13 | input 'country': 1 bytes are left after 2"
            + " BYTES elements",
        "binary_data_size\":2  | binary_data_size\":1  | input 'member': shape [2, 1] of BOOL takes"
            + " 2 bytes, found 1",
        "binary_data_size\":2  | binary_data_size\":9  | input 'member': binary_data_size is 9, but"
            + " 2 bytes are left behind the JSON",
        "\"data\":             | \"parameters\":{\"binary_data_size\":0},\"data\": | input"
            + " 'position' has both 'data' and 'binary_data_size', want one of them"
      })
  void aTailThatIsNotTheInputsIsRefused(String find, String put, String line) throws Exception {
    HttpResponse<byte[]> answer = post(INPUTS.formatted("", "").replace(find, put));

    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(body).isEqualTo("{\"error\":\"" + line + "\"}");
  }

  @Test
  void aHeaderBeyondTheBodyIsRefused() throws Exception {
    HttpResponse<byte[]> answer =
        client.post(INFER, PLAIN.getBytes(StandardCharsets.UTF_8), HEADER, "9999");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("found 9999");
  }

  private static HttpResponse<byte[]> post(String json) throws Exception {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    byte[] tail = HexFormat.of().parseHex(TAIL.replace(" ", ""));
    byte[] body = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, body, head.length, tail.length);
    return client.post(INFER, body, HEADER, Integer.toString(head.length));
  }

  private static int headLength(HttpResponse<byte[]> answer) {
    return (int) answer.headers().firstValueAsLong(HEADER).orElse(answer.body().length);
  }

  private static JsonNode head(HttpResponse<byte[]> answer) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(200);
    return new JsonMapper().readTree(Arrays.copyOf(answer.body(), headLength(answer)));
  }

  private static float[] tail(HttpResponse<byte[]> answer) {
    ByteBuffer tail =
        ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN).position(headLength(answer));
    float[] out = new float[tail.remaining() / Float.BYTES];
    tail.asFloatBuffer().get(out);
    return out;
  }

  private static float[] floats(JsonNode answer, String... paths) {
    double[] values =
        Arrays.stream(paths)
            .flatMap(p -> StreamSupport.stream(answer.at(p).spliterator(), false))
            .mapToDouble(JsonNode::doubleValue)
            .toArray();
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
