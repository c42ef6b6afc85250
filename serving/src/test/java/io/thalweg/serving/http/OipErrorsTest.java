package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.http.OipClient.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every error over real HTTP, its line taken literally. */
@Timeout(20)
final class OipErrorsTest {
  private static final String INFER = "/v2/models/clicks/infer";
  private static final String SOUND =
      "{\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}";

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

  private static void assertError(Answer answer, int status, String line) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json()).hasSize(1);
    assertThat(answer.json().path("error").textValue()).isEqualTo(line);
  }

  /** One input by its name, datatype, shape and data, and the line that answers it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          colour   | FP32  | [1]    | [1]        | input 'colour' is no feature of model 'clicks', its metadata lists them
          amount   | BYTES | [1]    | ["1"]      | input 'amount': datatype BYTES, want FP64
          country  | FP32  | [1]    | [1]        | input 'country': datatype FP32, want BYTES
          member   | INT8  | [1]    | [1]        | input 'member': datatype INT8, want BOOL
          amount   | FP32  | [1]    | ["x"]      | input 'amount', row 0: want a number, found "x"
          amount   | INT32 | [2]    | [1,1.5]    | input 'amount', row 1: want a whole number, found 1.5
          amount   | FP32  | [1]    | [-1]       | input 'amount', row 0: amount: -1.0 is outside [0.0, 1000.0]
          country  | BYTES | [1]    | [5]        | input 'country', row 0: want a string, found 5
          member   | BOOL  | [1]    | [1]        | input 'member', row 0: want true or false, found 1
          amount   | FP32  | [1,2]  | [1,2]      | input 'amount': shape [1, 2], want [batch] or [batch, 1]
          position | FP32  | [2]    | [1,2]      | input 'position': shape [2], want [batch, 2]
          position | FP32  | [1,3]  | [1,2,3]    | input 'position': shape [1, 3], want [batch, 2]
          position | FP32  | [1,2]  | [1,null]   | input 'position', row 0: 1 of 2 elements are null, want none or all
          position | FP32  | [1,2]  | [1,1e39]   | input 'position', row 0: position[1]: 1.0E39, want 2 numbers up to 1.0E15
          amount   | FP32  | [2]    | [1]        | input 'amount': shape [2] takes 2 values, data has 1
          position | FP32  | [1,2]  | [[1],[2]]  | input 'position': nested data is not of shape [1, 2]
          amount   | FP32  | [1,1,1]| [1]        | input 'amount': shape [1, 1, 1], want 1 or 2 dimensions
          amount   | FP32  | []     | [1]        | input 'amount': shape [], want 1 or 2 dimensions
          amount   | FP32  | [0]    | []         | input 'amount': shape [0], want whole numbers from 1 on
          amount   | FP32  | [1025] | [1]        | input 'amount': a batch of 1025 rows, at most 1024 are accepted
          amount   | FP32  | [1]    | 1          | input 'amount' has no JSON array 'data'
          features | FP64  | [1,8]  | [1,2,3,4,5,6,7,8] | input 'features': datatype FP64, want FP32
          features | FP32  | [1,2]  | [1,2]      | input 'features': shape [1, 2], want [batch, 8]
          features | FP32  | [1,8]  | [1,2,3,4,5,6,7,1e39] | input 'features', row 0: want a finite float32 or null, found 1.0E39
          """)
  void refusesAnInput(String name, String datatype, String shape, String data, String line)
      throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
            .formatted(name, datatype, shape, data);
    assertError(client.post(INFER, body), 400, line);
  }

  @Test
  void refusesInputsThatDoNotGoTogether() throws Exception {
    String amount = "{'name':'amount','datatype':'FP32','shape':[1],'data':[1]}";
    String amounts = "{'name':'amount','datatype':'FP32','shape':[2],'data':[1,2]}";
    String member = "{'name':'member','datatype':'BOOL','shape':[1],'data':[true]}";
    String dense = "{'name':'features','datatype':'FP32','shape':[1,8],'data':[1,2,3,4,5,6,7,8]}";
    assertError(infer(amount + "," + amount), 400, "input 'amount' is given twice");
    assertError(
        infer(amounts + "," + member), 400, "input 'member' has 1 rows, input 'amount' has 2");
    assertError(
        infer(dense + "," + amount),
        400,
        "input 'features' holds all columns, no other input is accepted beside it: found 'amount'");
  }

  private static Answer infer(String inputs) throws Exception {
    return client.post(INFER, "{\"inputs\":[" + inputs.replace('\'', '"') + "]}");
  }

  @Test
  void refusesABodyThatIsNoInferRequest() throws Exception {
    assertError(
        client.post(INFER, "{\"inputs\": oops}"),
        400,
        "the body is not JSON, line 1, column 12: Unrecognized token 'oops': was expecting"
            + " (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
    assertError(client.post(INFER, "[]"), 400, "the body is not a JSON object");
    assertError(client.post(INFER, ""), 400, "the body is not a JSON object");
    assertError(client.post(INFER, "{}"), 400, "inputs: want an array of at least one tensor");
    assertError(client.post(INFER, "{\"inputs\":[{}]}"), 400, "an input has no string 'name'");
    assertError(
        client.post(INFER, "{\"inputs\":[{\"name\":\"amount\"}]}"),
        400,
        "input 'amount' has no string 'datatype'");
    assertError(
        client.post(INFER, SOUND.replace("{\"inputs\"", "{\"id\":5,\"inputs\"")),
        400,
        "id: want a string, found 5");
  }

  @Test
  void refusesAnUnknownOutput() throws Exception {
    String outputs = SOUND.substring(0, SOUND.length() - 1) + ",\"outputs\":[%s]}";
    assertError(
        client.post(INFER, outputs.formatted("{\"name\":\"score\"}")),
        400,
        "output 'score' is unknown, model 'clicks' has [probability, logits]");
    assertError(
        client.post(INFER, outputs.formatted("{\"name\":\"logits\"},{\"name\":\"LOGITS\"}")),
        400,
        "output 'LOGITS' is asked for twice");
    assertError(client.post(INFER, outputs.formatted("{}")), 400, "an output has no string 'name'");
  }

  @Test
  void refusesABodyOfMoreThanAMebibyte() throws Exception {
    String body = SOUND + " ".repeat(1 << 20);
    assertError(
        client.post(INFER, body), 413, "the body is too large, at most 1048576 bytes are accepted");
  }

  @Test
  void knowsNoOtherModel() throws Exception {
    String line = "model 'fraud' is unknown, known are [clicks]";
    assertError(client.post("/v2/models/fraud/infer", SOUND), 404, line);
    for (String path : List.of("", "/ready", "/versions/1", "/versions/1/ready")) {
      assertError(client.get("/v2/models/fraud" + path), 404, line);
    }
  }

  @Test
  void servesNoVersionThatIsNotLoaded() throws Exception {
    String line = "model 'clicks' has no version '6' in service: loaded are [7], aliases {}";
    assertError(client.post("/v2/models/clicks/versions/6/infer", SOUND), 404, line);
    assertError(client.get("/v2/models/clicks/versions/6"), 404, line);
    assertError(client.get("/v2/models/clicks/versions/6/ready"), 404, line);
  }

  @Test
  void answersEveryOtherPathAndMethodWithAnErrorObject() throws Exception {
    assertError(client.get("/v3"), 404, "Not Found: /v3");
    assertError(client.get(INFER), 405, "Method Not Allowed: " + INFER);
  }

  @Test
  void isNotReadyBeforeTheFirstVersion(@TempDir Path directory) throws Exception {
    try (RunningServer empty = new RunningServer(directory)) {
      OipClient c = empty.client;
      String line = "model 'clicks' has no version yet, try again later";
      assertThat(c.get("/v2/health/live").status()).isEqualTo(200);
      assertThat(c.get("/v2/health/ready"))
          .isEqualTo(new Answer(503, "{\"live\":true,\"ready\":false}"));
      assertThat(c.get("/v2/models/clicks/ready"))
          .isEqualTo(new Answer(503, "{\"name\":\"clicks\",\"ready\":false}"));
      assertError(c.post(INFER, SOUND), 503, line);
      assertError(c.get("/v2/models/clicks"), 503, line);
      empty.serve(1);
      assertThat(c.get("/v2/health/ready").status()).isEqualTo(200);
      assertThat(c.post(INFER, SOUND).status()).isEqualTo(200);
    }
  }

  @Test
  void countsWhatWasServedWhatFailedAndWhatItsClientsGotWrong(@TempDir Path directory)
      throws Exception {
    try (RunningServer fresh = new RunningServer(directory)) {
      fresh.client.post(INFER, SOUND);
      fresh.serve(1);
      fresh.client.post(INFER, SOUND);
      fresh.client.post(INFER, SOUND);
      fresh.client.post(INFER, "{");
      fresh.client.post("/v2/models/clikcs/infer", SOUND);
      assertThat(fresh.recorder.servedCount()).isEqualTo(2);
      assertThat(fresh.recorder.failedCount()).isEqualTo(1);
      assertThat(fresh.recorder.deniedCount()).isEqualTo(2);
      assertThat(fresh.recorder.latencyMicros().percentile(99)).isPresent();
    }
  }
}
