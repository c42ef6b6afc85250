package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.http.OipClient.Answer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole events, as an input and as a predict request's instances. */
@Timeout(20)
final class EventInputTest {
  private static final String INFER = "/v2/models/clicks/infer";
  private static final String PREDICT = "/v1/models/clicks:predict";
  private static final String EVENT =
      "{\"id\":\"e-1é\",\"amount\":3,\"member\":true,\"position\":[0.5,-0.5],\"more\":{\"x\":[{}]}}";
  private static final double LOG_1P_OF_3 = Math.log1p(3);
  private static final float NONE = Float.NaN;

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
  void anEventAnswersAsItsFieldsWould() throws Exception {
    String quoted = EVENT.replace("\"", "\\\"");

    Answer answer =
        client.post(
            INFER,
            "{\"inputs\":[{\"name\":\"EVENT\",\"datatype\":\"BYTES\",\"shape\":[2,1],\"data\":[\"%s\",\"{\\\"member\\\":false}\"]}]}"
                .formatted(quoted));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode data = answer.json().at("/outputs/0/data");
    assertThat(data.path(0).doubleValue())
        .isEqualTo(
            TestModel.probability(7, (float) LOG_1P_OF_3, 0, 0, 0, 0, 1, 0.5f, -0.5f),
            within(1e-5));
    assertThat(data.path(1).doubleValue())
        .isEqualTo(TestModel.probability(7, NONE, 0, 0, 0, 0, 0, NONE, NONE), within(1e-5));
  }

  @Test
  void predictAnswersEachInstance() throws Exception {
    Answer answer =
        client.post(
            PREDICT,
            "{\"signature_name\":\"é\", \"instances\" : [ %s , {\"member\":false}]}"
                .formatted(EVENT));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.path("model_version").textValue()).isEqualTo("7");
    assertThat(json.path("predictions")).hasSize(2);
    assertThat(json.at("/predictions/0").doubleValue())
        .isEqualTo(
            TestModel.probability(7, (float) LOG_1P_OF_3, 0, 0, 0, 0, 1, 0.5f, -0.5f),
            within(1e-5));
    assertThat(json.at("/predictions/1").doubleValue())
        .isEqualTo(TestModel.probability(7, NONE, 0, 0, 0, 0, 0, NONE, NONE), within(1e-5));
  }

  @Test
  void aPredictAnswerCarriesTheRequestsId() throws Exception {
    assertThat(
            client
                .post(PREDICT, "{\"id\":\"e-7\",\"instances\":[{\"member\":true}]}")
                .json()
                .path("id")
                .textValue())
        .isEqualTo("e-7");
    assertThat(client.post(PREDICT, "{\"instances\":[{\"member\":true}]}").json().has("id"))
        .isFalse();
    Answer refused = client.post(PREDICT, "{\"id\":7,\"instances\":[{\"member\":true}]}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("error").textValue()).isEqualTo("id: want a string, found 7");
  }

  @Test
  void severalOutputsAreAnArrayOfEachInstance(@TempDir Path directory) throws Exception {
    try (RunningServer of = new RunningServer(directory)) {
      of.serve(TestModel.classes(of.store, 3));

      JsonNode json =
          of.client.post(PREDICT, "{\"instances\":[{\"member\":true},{\"member\":true}]}").json();

      float[] expected = TestModel.probabilities(3);
      for (int r = 0; r < 2; r++) {
        assertThat(json.at("/predictions/" + r)).hasSize(3);
        for (int i = 0; i < 3; i++) {
          assertThat(json.at("/predictions/" + r + "/" + i).floatValue())
              .isEqualTo(expected[i], within(1e-5f));
        }
      }
    }
  }

  @Test
  void aCompressedBodyIsRead() throws Exception {
    byte[] body = ("{\"instances\":[" + EVENT + "]}").getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> plain = client.post(PREDICT, body);

    HttpResponse<byte[]> gzipped =
        client.post(PREDICT, ContentEncodingTest.gzip(body, 1), "Content-Encoding", "gzip");

    assertThat(gzipped.statusCode()).isEqualTo(200);
    assertThat(gzipped.body()).isEqualTo(plain.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"instances":[{"x":1}]}               | input 'event', row 0: the event has none of the fields that the model reads, such as [amount, country, member, position]
          {"instances":[{"amount":1},{"amount":"1"}]} | input 'event', row 1: amount: want a number, found "1"
          {"instances":[{"amount":1},3]}        | instances[1]: want a JSON object, found 3
          {"instances":[[1,2]]}                 | instances[0]: want a JSON object, found an array
          {"instances":[]}                      | instances: want an array of at least one event
          {"instances":{}}                      | instances: want an array of at least one event
          {}                                    | instances: want an array of at least one event
          [1]                                   | the body is not a JSON object
          {"instances":[{"amount":1}]} 1        | the body goes on after its JSON object
          {"instances":[{"amount":1}            | the body is not JSON: Unexpected end-of-input: expected close marker for Array
          """)
  void aPredictRequestThatIsNoneIsRefused(String body, String line) throws Exception {
    Answer answer = client.post(PREDICT, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().path("error").textValue()).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"name":"event","datatype":"FP64","shape":[1],"data":[1]}              | input 'event': FP64 of shape [1], want BYTES of [batch] or [batch, 1]
          {"name":"event","datatype":"BYTES","shape":[1,2],"data":["{}","{}"]}   | input 'event': BYTES of shape [1, 2], want BYTES of [batch] or [batch, 1]
          {"name":"event","datatype":"BYTES","shape":[1],"data":[null]}          | input 'event', row 0: the event is null
          {"name":"event","datatype":"BYTES","shape":[1],"data":["{}"]},{"name":"amount","datatype":"FP64","shape":[1],"data":[1]} | input 'event' holds whole events, no other input is accepted beside it: found 'amount'
          """)
  void anEventInputThatIsNoneIsRefused(String inputs, String line) throws Exception {
    Answer answer = client.post(INFER, "{\"inputs\":[" + inputs + "]}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().path("error").textValue()).isEqualTo(line);
  }

  @Test
  void otherVerbsAreNotThere() throws Exception {
    Answer answer = client.post("/v1/models/clicks:classify", "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("error").textValue())
        .isEqualTo("Not Found: /v1/models/clicks:classify, want /v1/models/NAME:predict");
  }
}
