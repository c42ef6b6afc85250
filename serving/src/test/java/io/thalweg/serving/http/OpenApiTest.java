package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.schemas.AliasAssignment;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.TokenFile;
import io.thalweg.serving.follow.AliasException;
import io.thalweg.serving.follow.AliasLog;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
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
  private static final String ROW =
      "{\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":[1]}],"
          + "\"parameters\":{\"method\":\"%s\"}}";
  private static final String MEMBER = "{\"instances\":[{\"member\":true},{\"member\":false}]}";

  private static final String VERSION = "{\"version\": %d}";

  private static RunningServer serving;
  private static RunningServer empty;
  private static RunningServer guarded;
  private static RunningServer busy;
  private static String reader;
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
    Path file = second.resolve("tokens.yaml");
    TokenFile tokens = new TokenFile(file);
    reader = "Bearer " + tokens.add("web", Role.READ);
    AccessGate gate = new AccessGate(new AccessConfig(file));
    guarded =
        new RunningServer(
            second,
            recorder ->
                Protection.of(
                    gate, LimitsConfig.read(ConfigFile.parse("limits", "{}")), null, recorder));
    busy =
        new RunningServer(
            second,
            recorder ->
                Protection.of(
                    new AccessGate(AccessConfig.open()),
                    LimitsConfig.read(
                        ConfigFile.parse("limits", "{requests-per-second: 1, burst: 1}")),
                    null,
                    recorder));
  }

  @AfterAll
  static void close() {
    serving.close();
    empty.close();
    guarded.close();
    busy.close();
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
    for (String of : new String[] {"", "/versions/{version}"}) {
      String explain = "/v2/models/{model}" + of + "/explain";
      post(explain, ROW.formatted("lime"), ROW.formatted("guess"));
      String importance = "/v2/models/{model}" + of + "/importance";
      get(importance, path(importance, "clicks"), 200);
      get(importance, path(importance, "clicks") + "?budget=0", 400);
      get(importance, path(importance, "clikcs"), 404);
      get(importance, path(importance, "clicks"), 503);
    }
    refused(guarded.client, 401, false);
    busy.client.get("/v2");
    refused(busy.client, 429, false);

    Set<String> main = declared();
    main.removeIf(OpenApiTest::isOfAdmin);
    assertThat(seen).isEqualTo(main);
  }

  /** Every answer of this status that is declared for one of the ports. */
  private void refused(OipClient client, int status, boolean ofAdmin, String... headers)
      throws Exception {
    for (String answer : declared()) {
      String[] parts = answer.split(" ", -1);
      if (parts[2].equals(Integer.toString(status)) && isOfAdmin(answer) == ofAdmin) {
        sent(client, parts[0], parts[1], path(parts[1], "clicks"), "", status, headers);
      }
    }
  }

  private static boolean isOfAdmin(String answer) {
    return document.section("paths").section(answer.split(" ", -1)[1]).has("servers");
  }

  @Test
  void everyAnswerOfTheAdminPortThatIsDeclaredComesAndIsAsDeclared(@TempDir Path directory)
      throws Exception {
    try (RunningServer server = new RunningServer(directory);
        RunningAdmin sound = admin(server, AliasLog.inMemory(assigning(server)), serving);
        RunningAdmin slow = admin(server, AliasLog.inMemory(a -> {}), serving);
        RunningAdmin lost = admin(server, new LostLog(), serving);
        RunningAdmin closed = admin(server, AliasLog.inMemory(a -> {}), guarded)) {
      for (long version = 1; version <= 3; version++) {
        server.serve(version);
      }
      server.serve(TestModel.preview(server.store, 4, Map.of()));
      everyAliasRequest(sound.client, slow.client, lost.client);
      everyRollout(sound.client, lost.client);
      sent(sound.client, "get", "/v1/feedback", "/v1/feedback", "", 200);
      refused(closed.client, 401, true);
      refused(closed.client, 403, true, "Authorization", reader);
    }
    Set<String> admin = declared();
    admin.removeIf(answer -> !isOfAdmin(answer));
    assertThat(seen).isEqualTo(admin);
  }

  private static Consumer<AliasAssignment> assigning(RunningServer server) {
    return a -> {
      server.updater.assign(a);
      server.updater.loadWaiting();
    };
  }

  /** What nothing can be written to. */
  private static final class LostLog implements AliasLog {
    @Override
    public void write(AliasAssignment assignment) throws AliasException {
      throw new AliasException(AliasException.Kind.UNAVAILABLE, "the log doesn't answer");
    }

    @Override
    public boolean isDurable() {
      return true;
    }
  }

  private static RunningAdmin admin(RunningServer server, AliasLog log, RunningServer like)
      throws IOException {
    return new RunningAdmin(
        server,
        log,
        (model, alias, version) -> {
          if (log.isDurable()) {
            throw new IOException("the log doesn't answer");
          }
          server.table.openSlot(model).assign(alias, version);
        },
        like.protection);
  }

  private void everyAliasRequest(OipClient sound, OipClient slow, OipClient lost) throws Exception {
    for (String read : new String[] {"/versions", "/aliases"}) {
      admin(sound, "get", read, "", 200);
      unknown(sound, "get", read);
    }
    for (String named : new String[] {"/aliases/{alias}", "/pin"}) {
      admin(slow, "post", named, VERSION.formatted(2), 202);
      admin(sound, "post", named, "{}", 400);
      unknown(sound, "post", named);
      admin(sound, "post", named, VERSION.formatted(4), 409);
      admin(lost, "post", named, VERSION.formatted(2), 503);
      admin(sound, "post", named, VERSION.formatted(2), 200);
    }
    for (String[] change :
        new String[][] {
          {"post", "/promote"},
          {"post", "/rollback"},
          {"post", "/unpin"},
          {"delete", "/aliases/{alias}"}
        }) {
      admin(slow, change[0], change[1], "", 202);
      admin(lost, change[0], change[1], "", 503);
      admin(sound, change[0], change[1], "", 200);
      unknown(sound, change[0], change[1]);
    }
    admin(sound, "delete", "/aliases/{alias}", "", 409);
    admin(sound, "post", "/promote", "", 409);
    admin(sound, "post", "/pin", VERSION.formatted(1), 200);
    while (sound.post("/admin/models/clicks/rollback", "").status() == 200) {
      // Back to the first that served.
    }
    admin(sound, "post", "/rollback", "", 409);
  }

  private void everyRollout(OipClient sound, OipClient lost) throws Exception {
    String rollout = "/v2/models/{model}/rollout";
    String canary = rollout + "/canary";
    sent(sound, "get", rollout, path(rollout, "clicks"), "", 200);
    sent(sound, "get", rollout, path(rollout, "clikcs"), "", 404);
    sound.post("/admin/models/clicks/pin", VERSION.formatted(2));
    sent(sound, "delete", canary, path(canary, "clicks"), "", 400);
    sent(sound, "post", canary, path(canary, "clicks"), VERSION.formatted(3), 200);
    sent(lost, "post", canary, path(canary, "clicks"), VERSION.formatted(3), 503);
    sent(lost, "delete", canary, path(canary, "clicks"), "", 503);
    sent(sound, "delete", canary, path(canary, "clicks"), "", 200);
    sent(sound, "post", canary, path(canary, "clicks"), VERSION.formatted(2), 400);
    for (String method : new String[] {"post", "delete"}) {
      sent(sound, method, canary, path(canary, "clikcs"), VERSION.formatted(3), 404);
    }
  }

  private void admin(OipClient client, String method, String what, String body, int status)
      throws Exception {
    String template = "/admin/models/{model}" + what;
    sent(client, method, template, path(template, "clicks"), body, status);
  }

  private void unknown(OipClient client, String method, String what) throws Exception {
    String template = "/admin/models/{model}" + what;
    sent(client, method, template, path(template, "clikcs"), VERSION.formatted(1), 404);
  }

  private void sent(
      OipClient client,
      String method,
      String template,
      String path,
      String body,
      int status,
      String... headers)
      throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            method.toUpperCase(Locale.ROOT), path, body.getBytes(StandardCharsets.UTF_8), headers);
    check(
        method,
        template,
        status,
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse(""),
        new String(answer.body(), StandardCharsets.UTF_8));
    for (String header : responses(method, template, status).section("headers").keys()) {
      assertThat(answer.headers().firstValue(header)).as("%d: %s", status, header).isPresent();
    }
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
    ConfigNode content = responses(method, template, status).section("content");
    assertThat(content.keys()).as("types of %s %s %d", method, template, status).contains(type);
    assertValid(content.section(type).section("schema").string("$ref"), body);
    seen.add("%s %s %d".formatted(method, template, status));
  }

  private static ConfigNode responses(String method, String template, int status) {
    return resolved(
        document
            .section("paths")
            .section(template)
            .section(method)
            .section("responses")
            .section(Integer.toString(status)));
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
        if (!method.equals("parameters") && !method.equals("servers")) {
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
    return template
        .replace("{model}", model)
        .replace("{version}", "latest")
        .replace("{alias}", "canary");
  }
}
