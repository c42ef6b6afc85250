package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.http.OipClient.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every endpoint over real HTTP, answers taken literally. */
@Timeout(20)
final class OipProtocolTest {
  private static final String INFER = "/v2/models/clicks/infer";

  /** e - 1, so that ln(1 + x) is 1. */
  private static final String AMOUNT = Double.toString(Math.E - 1);

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

  private static void assertAnswer(Answer answer, int status, String body) {
    assertThat(answer).isEqualTo(new Answer(status, body));
  }

  private static Answer infer(String inputs) throws Exception {
    return client.post(INFER, "{\"inputs\":[" + inputs.replace('\'', '"') + "]}");
  }

  private static double probability(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/outputs/0/data/0").doubleValue();
  }

  @Test
  void tellsThatItLives() throws Exception {
    assertAnswer(client.get("/v2/health/live"), 200, "{\"live\":true,\"ready\":true}");
    assertAnswer(client.get("/v2/health/ready"), 200, "{\"live\":true,\"ready\":true}");
  }

  @Test
  void tellsAboutTheServer() throws Exception {
    JsonNode json = client.get("/v2").json();
    assertThat(json.path("name").textValue()).isEqualTo("thalweg");
    assertThat(json.path("version").textValue()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    assertThat(json.path("extensions"))
        .extracting(JsonNode::textValue)
        .containsExactly("binary_tensor_data");
  }

  @Test
  void tellsAboutTheModelUnderItsNameItsVersionAndLatest() throws Exception {
    String sha = TestModel.write(server.store, 7).manifestSha256();
    String metadata =
        """
        {"name":"clicks","versions":["7"],"platform":"onnx_onnxv1","inputs":[\
        {"name":"amount","datatype":"FP64","shape":[-1]},\
        {"name":"country","datatype":"BYTES","shape":[-1]},\
        {"name":"member","datatype":"BOOL","shape":[-1]},\
        {"name":"position","datatype":"FP32","shape":[-1,2]},\
        {"name":"features","datatype":"FP32","shape":[-1,8]},\
        {"name":"event","datatype":"BYTES","shape":[-1]}],"outputs":[\
        {"name":"probability","datatype":"FP32","shape":[-1,1]},\
        {"name":"logits","datatype":"FP32","shape":[-1,1]}],\
        "properties":{"manifest_sha256":"%s"}}"""
            .formatted(sha);
    assertAnswer(client.get("/v2/models/clicks"), 200, metadata);
    assertAnswer(client.get("/v2/models/clicks/versions/7"), 200, metadata);
    assertAnswer(client.get("/v2/models/clicks/versions/latest"), 200, metadata);
    String ready = "{\"name\":\"clicks\",\"ready\":true}";
    assertAnswer(client.get("/v2/models/clicks/ready"), 200, ready);
    assertAnswer(client.get("/v2/models/clicks/versions/7/ready"), 200, ready);
  }

  @Test
  void listsTheVersionsThatRequestsMayNameOrTheOneThatIsNamed(@TempDir Path directory)
      throws Exception {
    try (RunningServer both = new RunningServer(directory)) {
      both.serve(7);
      both.serve(8);
      String path = "/v2/models/clicks";
      assertThat(versionsAt(both, path)).containsExactly("7", "8");
      assertThat(versionsAt(both, path + "/versions/7")).containsExactly("7");
      assertThat(versionsAt(both, path + "/versions/latest")).containsExactly("8");
    }
  }

  private static List<String> versionsAt(RunningServer at, String path) throws Exception {
    List<String> versions = new ArrayList<>();
    at.client.get(path).json().path("versions").forEach(v -> versions.add(v.textValue()));
    return versions;
  }

  @Test
  void answersRawFeatureValuesOfEveryKind() throws Exception {
    String body =
        """
        {"id":"r-1","parameters":{"priority":1},"inputs":[
        {"name":"amount","datatype":"FP64","shape":[2,1],"data":[[%s],[0]]},
        {"name":"member","datatype":"BOOL","shape":[2],"data":[true,false]},
        {"name":"POSITION","datatype":"FP32","shape":[2,2],"data":[[0.5,-0.5],[1,2]]}]}"""
            .formatted(AMOUNT);
    double first = TestModel.logit(7, 1, 0, 0, 0, 0, 1, 0.5f, -0.5f);
    double second = TestModel.logit(7, 0, 0, 0, 0, 0, 0, 1, 2);
    for (String path : new String[] {"", "/versions/7", "/versions/latest"}) {
      Answer answer = client.post("/v2/models/clicks" + path + "/infer", body);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      JsonNode json = answer.json();
      assertThat(answer.body())
          .startsWith(
              "{\"model_name\":\"clicks\",\"model_version\":\"7\",\"id\":\"r-1\",\"outputs\":["
                  + "{\"name\":\"probability\",\"datatype\":\"FP32\",\"shape\":[2,1],\"data\":[");
      assertThat(json.at("/outputs/1/name").textValue()).isEqualTo("logits");
      assertThat(json.at("/outputs/1/data/0").doubleValue()).isEqualTo(first, within(1e-5));
      assertThat(json.at("/outputs/1/data/1").doubleValue()).isEqualTo(second, within(1e-5));
      assertThat(json.at("/outputs/0/data/1").doubleValue())
          .isEqualTo(1 / (1 + Math.exp(-second)), within(1e-5));
    }
  }

  @Test
  void oneCategoryIsOneOfItsColumns() throws Exception {
    double answer =
        probability(infer("{'name':'country','datatype':'BYTES','shape':[1],'data':['NO']}"));
    float nan = Float.NaN;
    assertThat(
            new double[] {
              TestModel.probability(7, nan, 1, 0, 0, 0, nan, nan, nan),
              TestModel.probability(7, nan, 0, 1, 0, 0, nan, nan, nan),
              TestModel.probability(7, nan, 0, 0, 1, 0, nan, nan, nan),
              TestModel.probability(7, nan, 0, 0, 0, 1, nan, nan, nan)
            })
        .usingComparatorWithPrecision(1e-5)
        .contains(answer);
  }

  @Test
  void whatIsLeftOutOrNullIsMissing() throws Exception {
    float nan = Float.NaN;
    double expected = TestModel.probability(7, nan, 0, 0, 0, 0, 1, nan, nan);
    String member = "{'name':'member','datatype':'BOOL','shape':[1],'data':[true]}";
    assertThat(probability(infer(member))).isEqualTo(expected, within(1e-5));
    String nulls =
        member
            + ",{'name':'amount','datatype':'INT32','shape':[1],'data':[null]}"
            + ",{'name':'country','datatype':'BYTES','shape':[1],'data':[null]}"
            + ",{'name':'position','datatype':'FP32','shape':[1,2],'data':[null,null]}";
    assertThat(probability(infer(nulls))).isEqualTo(expected, within(1e-5));
  }

  @Test
  void aRowInheritsNothingFromTheRowBeforeIt() throws Exception {
    Answer answer =
        infer(
            "{'name':'amount','datatype':'FP64','shape':[2],'data':[5,null]},"
                + "{'name':'country','datatype':'BYTES','shape':[2],'data':['NO',null]}");
    float nan = Float.NaN;
    assertThat(answer.json().at("/outputs/0/data/1").doubleValue())
        .isEqualTo(TestModel.probability(7, nan, 0, 0, 0, 0, nan, nan, nan), within(1e-5));
  }

  @Test
  void answersTheDenseInputFlatAndNested() throws Exception {
    double expected = TestModel.probability(7, 1, 0, 1, 0, 0, Float.NaN, 0.5f, -0.5f);
    String dense = "{'name':'features','datatype':'FP32','shape':[1,8],'data':%s}";
    Answer flat = infer(dense.formatted("[1,0,1,0,0,null,0.5,-0.5]"));
    Answer nested = infer(dense.formatted("[[1,0,1,0,0,null,0.5,-0.5]]"));
    assertThat(probability(flat)).isEqualTo(expected, within(1e-5));
    assertThat(nested).isEqualTo(flat);
  }

  @Test
  void answersOnlyTheOutputsThatAreAskedForAsTheyAreSpelled() throws Exception {
    Answer answer =
        client.post(
            INFER,
            """
            {"inputs":[{"name":"AMOUNT","datatype":"FP32","shape":[1],"data":[1]}],
            "outputs":[{"name":"LOGITS"}]}""");
    assertThat(answer.json().path("outputs")).hasSize(1);
    assertThat(answer.json().at("/outputs/0/name").textValue()).isEqualTo("LOGITS");
  }

  @Test
  void answersTheLargestBatch() throws Exception {
    String data = "0.5,".repeat(1023) + "0.5";
    Answer answer =
        infer("{'name':'amount','datatype':'FP64','shape':[1024],'data':[" + data + "]}");
    assertThat(answer.json().at("/outputs/0/data")).hasSize(1024);
  }
}
