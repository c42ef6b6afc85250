package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.TokenFile;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.console.Console;
import io.thalweg.serving.console.DeadLetter;
import io.thalweg.serving.console.LearnedNames;
import io.thalweg.serving.console.Said;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console's addresses on a real admin port, beside a server with versions. */
@Timeout(60)
final class ConsoleRoutesTest {
  private static final long START = 1_764_312_000_000L;
  private static final byte[] NOTHING = new byte[0];

  @TempDir private Path directory;
  private final Batcher batcher = new Batcher(BatchSettings.defaults());
  private final AtomicLong now = new AtomicLong(START);
  private RunningServer server;
  private Console console;
  private HttpServer admin;
  private OipClient client;

  @BeforeEach
  void start() throws Exception {
    server = new RunningServer(directory.resolve("store"));
    console =
        new Console(
            server.recorder,
            server.table,
            server.updater.releases(),
            () -> Instant.ofEpochMilli(now.get()));
    console.live();
    open(new AccessGate(AccessConfig.open()));
  }

  private void open(AccessGate gate) throws Exception {
    admin =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, 1),
            List.of(new ConsoleRoutes(console, gate, ForkJoinPool.commonPool())),
            batcher,
            Protocol.NONE,
            server.protection.forAdmins(gate));
    admin.start();
    client = new OipClient(admin.port());
  }

  @AfterEach
  void close() {
    admin.close();
    batcher.close();
    server.close();
  }

  private void second(Said... said) {
    for (Said s : said) {
      console.accept(s.at(now.get()));
    }
    now.addAndGet(1_000);
    console.tick();
  }

  private static Said learned(double trained, double correct) {
    return Said.by("tm").learner(0, trained, correct).text("head", "binary").text("classes", "0,1");
  }

  private JsonNode json(String path) throws Exception {
    OipClient.Answer answer = client.get(path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    return client.send(method, path, NOTHING, headers);
  }

  @Test
  void modelsAreListedAsTheContractHasThem() throws Exception {
    server.serve(7);
    second(learned(10, 5));
    assertThat(client.get("/console/api/models").body())
        .isEqualTo(
            "{'models':[{'name':'clicks','serving':7,'learning':true,'learners':1,'classes':['0','1'],'head':'binary'}],'role':'admin','tokens':false}"
                .replace('\'', '"'));
    now.addAndGet(20_000);
    console.tick();
    assertThat(json("/console/api/models").at("/models/0/learning").asBoolean(true)).isFalse();
  }

  @Test
  void seriesAreAsLongAsTheirTimesAndComeFromAWhileOn() throws Exception {
    server.serve(7);
    second(learned(100, 50));
    server.recorder.served("clicks", 7, 250_000);
    second(learned(140, 80));
    server.serve(8);
    second();
    JsonNode all = json("/console/api/models/clicks/series?range=900");
    assertThat(names(all)).containsExactly("model", "now", "step", "time", "series", "marks");
    assertThat(all.path("step").asInt()).isEqualTo(1_000);
    assertThat(all.path("time").toString())
        .isEqualTo("[%d,%d,%d]".formatted(START, START + 1_000, START + 2_000));
    all.path("series").forEach(values -> assertThat(values).hasSize(3));
    assertThat(all.at("/series/accuracy").toString()).isEqualTo("[null,0.75,0.75]");
    assertThat(all.at("/series/version").toString()).isEqualTo("[7,7,8]");
    assertThat(all.at("/series/requests_per_second").toString()).isEqualTo("[null,1,0]");
    assertThat(all.at("/series/latency_p99_micros/1").asDouble()).isBetween(235.0, 265.0);
    assertThat(names(all.at("/marks/0"))).containsExactly("time", "kind", "text", "version");
    assertThat(all.at("/marks/1/kind").asText()).isEqualTo("swap");
    assertThat(all.at("/marks/1/version").asLong()).isEqualTo(8);

    JsonNode later = json("/console/api/models/clicks/series?since=" + (START + 1_000));
    assertThat(later.path("time")).hasSize(1);
    assertThat(later.path("marks").findValuesAsText("text")).containsExactly("version 8");
    assertThat(json("/console/api/models/clicks/series?range=7200").path("time")).isEmpty();
    assertThat(json("/console/api/models/clicks/series?range=43200").path("step").asInt())
        .isEqualTo(60_000);
  }

  @Test
  void whatHasNoCurveIsAsTheContractHasIt() throws Exception {
    server.serve(7);
    server.serve(8);
    server.table.openSlot("clicks").refused(9, "its parity differs");
    second(learned(100, 50));
    server.table.openSlot("clicks").assign("champion", 7L);
    console.refused("clicks", DeadLetter.of(START, "t", 0, 7, "too short", new byte[] {'a', 0}));
    second(
        learned(140, 80)
            .of("learner/0", LearnedNames.REPLAY_HOT_ROWS, 20)
            .of("learner/0", LearnedNames.REPLAY_WARM_ROWS, 3)
            .of("learner/0", LearnedNames.probeBegan(0), START - 1)
            .of("learner/0", LearnedNames.probeRows(0), 4)
            .of("learner/0", LearnedNames.probeCorrect(0), 3)
            .of("learner/0", LearnedNames.PROBE_EVALUATIONS, 1)
            .of("learner/0", LearnedNames.shift("amount"), 0.02));
    JsonNode state = json("/console/api/models/clicks/state");
    assertThat(names(state))
        .containsExactly(
            "model",
            "now",
            "heard",
            "learners",
            "processes",
            "totals",
            "freshness",
            "replay",
            "forgetting",
            "shift",
            "versions",
            "letters",
            "absent");
    assertThat(names(state.path("totals")))
        .containsExactlyInAnyOrder(
            "learned",
            "replayed",
            "steps",
            "rounds",
            "aborted",
            "restarts",
            "duplicates",
            "expired",
            "erased",
            "dead_letters");
    assertThat(state.path("heard").asLong()).isEqualTo(START + 1_000);
    assertThat(state.at("/totals/learned").asLong()).isEqualTo(140);
    assertThat(names(state.path("freshness"))).containsExactly("stages", "p50", "p99");
    assertThat(state.at("/replay/tiers").toString())
        .isEqualTo("[{'name':'memory','rows':20},{'name':'disk','rows':3}]".replace('\'', '"'));
    assertThat(state.at("/forgetting").toString())
        .isEqualTo(
            "{'periods':[{'began':%d,'rows':4}],'times':[%d],'accuracy':[[0.75]]}"
                .formatted(START - 1, START + 1_000)
                .replace('\'', '"'));
    assertThat(state.at("/shift").toString())
        .isEqualTo(
            "{'features':['amount'],'times':[%d],'psi':[[0.02]]}"
                .formatted(START + 1_000)
                .replace('\'', '"'));
    assertThat(state.at("/letters").toString())
        .isEqualTo(
            "[{'time':%d,'topic':'t','partition':0,'offset':7,'reason':'too short','bytes':2,'head':'a.'}]"
                .formatted(START)
                .replace('\'', '"'));
    assertThat(names(state.path("absent"))).containsExactly("replay.ages");
    JsonNode versions = state.path("versions");
    assertThat(versions.path("serving").asLong()).isEqualTo(7);
    assertThat(versions.path("pinned").asBoolean()).isTrue();
    assertThat(versions.path("aliases").toString())
        .isEqualTo("[{\"alias\":\"champion\",\"version\":7}]");
    assertThat(names(versions.at("/entries/0")))
        .containsExactly("version", "announced", "preview", "state", "why", "learned", "metrics");
    assertThat(versions.at("/entries/0/state").asText()).isEqualTo("loaded");
    assertThat(versions.at("/entries/1/state").asText()).isEqualTo("serving");
    assertThat(versions.at("/entries/1/learned").isIntegralNumber()).isTrue();
    JsonNode marks = json("/console/api/models/clicks/series").path("marks");
    assertThat(marks.findValuesAsText("kind"))
        .containsExactly("swap", "refused", "alias", "rollback");
  }

  @Test
  void ofAModelThatNobodyTellsOfThereAreVersionsAndReasons() throws Exception {
    server.serve(7);
    second();
    JsonNode state = json("/console/api/models/clicks/state");
    assertThat(state.path("heard").isNull()).isTrue();
    assertThat(state.at("/totals/learned").isNull()).isTrue();
    assertThat(state.path("totals")).hasSize(10);
    assertThat(state.at("/versions/entries/0/state").asText()).isEqualTo("serving");
    assertThat(state.at("/absent/figures").asText())
        .isEqualTo("no process that learns has said anything yet")
        .isEqualTo(state.at("/absent/shift").asText());
  }

  @Test
  void whatServesIsListedHoweverManyVersionsAreNewer() throws Exception {
    server.serve(7);
    server.table.openSlot("clicks").assign("champion", 7L);
    for (long v = 8; v < 130; v++) {
      server.updater.releases().add(new ModelAnnouncement("clicks", v, "sha", START));
    }
    server.serve(130);
    second();
    second();
    JsonNode entries = json("/console/api/models/clicks/state").at("/versions/entries");
    assertThat(entries).hasSize(51);
    assertThat(entries.at("/50/version").asLong()).isEqualTo(7);
    assertThat(entries.at("/50/state").asText()).isEqualTo("serving");
    assertThat(entries.at("/50/learned").isIntegralNumber()).isTrue();
  }

  @Test
  void freshnessIsTheMedianStageByStage() throws Exception {
    server.table.openSlot("clicks");
    server.recorder.swapped(
        "clicks", START - 100, START - 40, List.of(START - 1_000, START - 900, START - 500));
    second(learned(1, 1).of("learner/0", LearnedNames.LEARN_DELAY_MILLIS, 30));
    second();
    assertThat(json("/console/api/models/clicks/state").path("freshness").toString())
        .isEqualTo(
            "{'stages':[{'name':'learn','millis':30},{'name':'release','millis':770},{'name':'serve','millis':60}],'p50':860,'p99':960}"
                .replace('\'', '"'));
    assertThat(json("/console/api/models/clicks/series").at("/series/learn_delay_millis/0").asInt())
        .isEqualTo(30);
  }

  @Test
  void mistakesAreAnsweredInOneLine() throws Exception {
    server.serve(7);
    console.tick();
    assertThat(client.get("/console/api/models/nobody/state").body())
        .isEqualTo(
            "{\"error\":\"model 'nobody' is neither served nor learned; /console/api/models lists"
                + " those that are\"}");
    assertThat(client.get("/console/api/models/nobody/series").status()).isEqualTo(404);
    assertThat(client.get("/console/api/models/clicks/series?range=60").body())
        .isEqualTo("{\"error\":\"range is '60', want one of [900, 7200, 43200] (seconds)\"}");
    assertThat(client.get("/console/api/models/clicks/series?since=x").body())
        .isEqualTo("{\"error\":\"since is 'x', want a whole number\"}");
    assertThat(client.post("/console/api/models", "").status()).isEqualTo(405);
  }

  @Test
  void thePageIsSentWithItsTagCompressedWhereThatIsTakenAndNotAgainWhileItIsTheSame()
      throws Exception {
    HttpResponse<byte[]> page = send("GET", "/console/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(new String(page.body(), StandardCharsets.UTF_8)).startsWith("<!doctype html>");
    assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("cache-control")).hasValue("no-cache");
    assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'self'", "frame-ancestors 'none'");
    String tag = page.headers().firstValue("etag").orElseThrow();
    assertThat(send("GET", "/console/", "If-None-Match", tag).statusCode()).isEqualTo(304);
    HttpResponse<byte[]> small = send("GET", "/console/", "Accept-Encoding", "br, gzip;q=0.8");
    if (small.headers().firstValue("content-encoding").isPresent()) {
      assertThat(new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes())
          .isEqualTo(page.body());
      assertThat(small.body().length).isLessThan(page.body().length);
    }
    assertThat(send("GET", "/console/", "Accept-Encoding", "gzip;q=0").headers().map())
        .doesNotContainKey("content-encoding");
  }

  @Test
  void headersAloneAreAnsweredAsTheWholeWouldBe() throws Exception {
    HttpResponse<byte[]> page = send("GET", "/console/");
    HttpResponse<byte[]> head = send("HEAD", "/console/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("etag")).isEqualTo(page.headers().firstValue("etag"));
    assertThat(head.headers().firstValue("content-length"))
        .isEqualTo(page.headers().firstValue("content-length"));
    assertThat(send("HEAD", "/console/api/models").statusCode()).isEqualTo(200);
  }

  @Test
  void theRootAndThePageWithoutItsSlashLeadToIt() throws Exception {
    for (String path : List.of("/", "/console")) {
      HttpResponse<byte[]> answer = send("GET", path);
      assertThat(answer.statusCode()).as(path).isEqualTo(302);
      assertThat(answer.headers().firstValue("location")).hasValue("console/");
    }
  }

  @Test
  void nothingIsLookedUpByANameFromTheRequest() throws Exception {
    for (String path :
        List.of(
            "/console/files.txt",
            "/console/..%2f..%2fServingConfig.class",
            "/console/%2e%2e/%2e%2e/http/server.properties",
            "/console/lib/../index.html",
            "/console/index.html%00")) {
      try (RawClient raw = new RawClient(admin.port())) {
        assertThat(raw.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").readAnswer())
            .as(path)
            .startsWith("HTTP/1.1 404 ");
      }
    }
  }

  @Test
  void whoMayDoWhatIsByTheTokensRole() throws Exception {
    Path file = directory.resolve("tokens.yaml");
    TokenFile tokens = new TokenFile(file);
    String reader = "Bearer " + tokens.add("web", Role.READ);
    String boss = "Bearer " + tokens.add("boss", Role.ADMIN);
    admin.close();
    open(new AccessGate(new AccessConfig(file)));
    assertThat(send("GET", "/console/").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/").statusCode()).isEqualTo(302);
    assertThat(send("GET", "/console/api/models").statusCode()).isEqualTo(401);
    for (String[] who : new String[][] {{reader, "read"}, {boss, "admin"}}) {
      JsonNode models =
          new JsonMapper()
              .readTree(send("GET", "/console/api/models", "Authorization", who[0]).body());
      assertThat(models.path("role").asText()).isEqualTo(who[1]);
      assertThat(models.path("tokens").asBoolean()).isTrue();
    }
    assertThat(send("POST", "/admin/models/clicks/rollback", "Authorization", reader).statusCode())
        .isEqualTo(403);
    assertThat(send("POST", "/admin/models/clicks/rollback", "Authorization", boss).statusCode())
        .isEqualTo(404);
  }
}
