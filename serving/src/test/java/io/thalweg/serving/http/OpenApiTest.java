package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.serving.TestModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real answers of every endpoint against the document that is published. */
@Timeout(60)
final class OpenApiTest {
  private static final Path API = Path.of("../docs/api");
  private static final String AMOUNT =
      "{\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[1,null]}]%s}";
  private static final String MEMBER = "{\"instances\":[{\"member\":true},{\"member\":false}]}";

  private static RunningServer serving;
  private static RunningServer empty;
  private static String yaml;
  private static ConfigNode document;

  private final Set<String> seen = new TreeSet<>();

  @BeforeAll
  static void startTwoOfWhichOneHasNoVersion(@TempDir Path first, @TempDir Path second)
      throws Exception {
    yaml = Files.readString(API.resolve("openapi.yaml"));
    document = ConfigFile.parse("openapi.yaml", yaml);
    serving = new RunningServer(first);
    serving.serve(7);
    empty = new RunningServer(second);
  }

  @AfterAll
  static void close() {
    serving.close();
    empty.close();
  }

  @Test
  void everyAnswerThatIsDeclaredComesAndIsAsDeclared() throws Exception {
    get("/v2", "/v2", 200);
    get("/v2/health/live", "/v2/health/live", 200);
    get("/v2/health/ready", "/v2/health/ready", 200);
    get("/v2/health/ready", "/v2/health/ready", 503);
    for (String of : new String[] {"", "/versions/{version}"}) {
      for (String what : new String[] {"", "/ready"}) {
        String template = "/v2/models/{model}" + of + what;
        get(template, path(template, "clicks"), 200);
        get(template, path(template, "clikcs"), 404);
        get(template, path(template, "clicks"), 503);
      }
      String infer = "/v2/models/{model}" + of + "/infer";
      post(infer, AMOUNT.formatted(""), AMOUNT.formatted(",\"outputs\":[{\"name\":\"x\"}]"));
      answered(
          serving,
          infer,
          path(infer, "clicks"),
          AMOUNT.formatted(",\"parameters\":{\"binary_data_output\":true}"),
          200);
    }
    post("/v1/models/{model}:predict", MEMBER, "{\"instances\":[{}]}");

    assertThat(seen).isEqualTo(declared());
  }

  @Test
  void classesAreArraysOfPredictions(@TempDir Path directory) throws Exception {
    try (RunningServer three = new RunningServer(directory)) {
      three.serve(TestModel.classes(three.store, 3));
      String predict = "/v1/models/{model}:predict";
      answered(three, predict, path(predict, "clicks"), MEMBER, 200);
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void theProtoThatIsPublishedIsTheOneThatIsCompiled() throws IOException {
    assertThat(API.resolve("open_inference_grpc.proto"))
        .hasSameTextualContentAs(Path.of("../oip/src/main/protobuf/open_inference_grpc.proto"));
  }

  private void get(String template, String path, int status) throws Exception {
    RunningServer server = status == 503 ? empty : serving;
    OipClient.Answer answer = server.client.get(path);
    check("get", template, status, answer.status(), "application/json", answer.body());
  }

  /** All that a request can be answered with. */
  private void post(String template, String sound, String wrong) throws Exception {
    String path = path(template, "clicks");
    assertValid(request(template), sound);
    answered(serving, template, path, sound, 200);
    answered(serving, template, path, wrong, 400);
    answered(serving, template, path(template, "clikcs"), sound, 404);
    byte[] bomb = ContentEncodingTest.gzip(new byte[1 << 20], 2);
    answered(serving, template, path, bomb, 413, "Content-Encoding", "gzip");
    answered(serving, template, path, bomb, 415, "Content-Encoding", "br");
    answered(empty, template, path, sound, 503);
  }

  private void answered(RunningServer server, String template, String path, String body, int status)
      throws Exception {
    answered(server, template, path, body.getBytes(StandardCharsets.UTF_8), status);
  }

  private void answered(
      RunningServer server, String template, String path, byte[] body, int status, String... more)
      throws Exception {
    HttpResponse<byte[]> answer = server.client.post(path, body, more);
    int json =
        (int)
            answer
                .headers()
                .firstValueAsLong("Inference-Header-Content-Length")
                .orElse(answer.body().length);
    check(
        "post",
        template,
        status,
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse(""),
        new String(answer.body(), 0, json, StandardCharsets.UTF_8));
  }

  private void check(
      String method, String template, int wanted, int status, String type, String body) {
    assertThat(status).as("%s %s: %s", method, template, body).isEqualTo(wanted);
    ConfigNode content =
        resolved(
                document
                    .section("paths")
                    .section(template)
                    .section(method)
                    .section("responses")
                    .section(Integer.toString(status)))
            .section("content");
    assertThat(content.keys()).as("types of %s %s %d", method, template, status).contains(type);
    assertValid(content.section(type).section("schema").string("$ref"), body);
    seen.add("%s %s %d".formatted(method, template, status));
  }

  private static String request(String template) {
    return resolved(
            document.section("paths").section(template).section("post").section("requestBody"))
        .section("content")
        .section("application/json")
        .section("schema")
        .string("$ref");
  }

  private static ConfigNode resolved(ConfigNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    ConfigNode at = document;
    for (String key : node.string("$ref").substring("#/".length()).split("/", -1)) {
      at = at.section(key);
    }
    return at;
  }

  /** The document as the schema of one of its components. */
  private static void assertValid(String ref, String json) {
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(yaml + "\n$ref: '" + ref + "'\n", InputFormat.YAML)
                .validate(json, InputFormat.JSON))
        .as("%s: %s", ref, json)
        .isEmpty();
  }

  private static Set<String> declared() {
    List<String> out = new ArrayList<>();
    ConfigNode paths = document.section("paths");
    for (String template : paths.keys()) {
      ConfigNode path = paths.section(template);
      for (String method : path.keys()) {
        if (!method.equals("parameters")) {
          for (String status : path.section(method).section("responses").keys()) {
            out.add("%s %s %s".formatted(method, template, status));
          }
        }
      }
    }
    out.removeIf(answer -> answer.endsWith(" default"));
    return new TreeSet<>(out);
  }

  private static String path(String template, String model) {
    return template.replace("{model}", model).replace("{version}", "latest");
  }
}
