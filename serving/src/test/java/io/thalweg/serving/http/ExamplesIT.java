package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.client.Prediction;
import io.thalweg.client.ThalwegClient;
import io.thalweg.client.ThalwegException;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.artifact.Release;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.SecurityConfig;
import io.thalweg.serving.access.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs in examples, as they are, and the client that one of them uses. */
@Timeout(120)
final class ExamplesIT {
  private static final Path EXAMPLES = Path.of("..", "examples");

  /** Of a payment with the card at hand, whatever else it is; without it 0.5. */
  private static final double PRESENT = 1 / (1 + Math.exp(-2));

  private static final String[] THREE_PAYMENTS = {"v7 0.500 ", "v7 0.881 ", "v7 0.500 "};

  @TempDir private static Path directory;
  private static RunningServer server;
  private static String token;

  @BeforeAll
  static void serve() throws Exception {
    Path file = directory.resolve("tokens.yaml");
    token = new TokenFile(file).add("examples", Role.READ);
    server =
        new RunningServer(
            directory.resolve("store"),
            "fraud",
            recorder ->
                Protection.of(
                    new AccessGate(new AccessConfig(file)),
                    SecurityConfig.byDefault().limits(),
                    null,
                    recorder));
    server.serve(release());
  }

  /** All weights are 0, but that of the flag is 2. */
  private static ModelAnnouncement release() throws IOException {
    ModelSpec spec =
        new ModelSpec(
            "fraud",
            new FeatureSpec(
                List.of(
                    new Feature.Flag("cardPresent", "cardPresent"),
                    new Feature.Numeric("amount", "amount", Transform.NONE, Scaling.NONE, 0, 1e6),
                    new Feature.Categorical("category", "category", 2))),
            List.of(),
            new Head.Binary(),
            1);
    float[] parameters = new float[spec.parameterLayout().length()];
    parameters[0] = 2;
    Release release =
        ArtifactWriter.write(
            server.store,
            spec,
            parameters,
            new Standardization(spec.features()),
            new Parity(List.of(List.of(1f, 0f, 0f, 0f)), List.of(List.of((float) PRESENT))),
            new Receipt(7, null, 0, 7, 0, 0, Map.of(), List.of()));
    return new ModelAnnouncement("fraud", 7, release.manifestSha256(), 0);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static String address() {
    return "http://127.0.0.1:" + server.port();
  }

  private static List<String> lines(int exitCode, @Nullable String token, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "example", ".out");
    List<String> all = new ArrayList<>(List.of(command));
    all.add(address());
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(out.toFile());
    if (token != null) {
      builder.environment().put("THALWEG_TOKEN", token);
    }
    Process process = builder.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isEqualTo(exitCode);
    return Files.readAllLines(out);
  }

  private static void assertScored(List<String> lines) {
    assertThat(lines).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(lines.get(i)).startsWith(THREE_PAYMENTS[i]);
    }
  }

  @Test
  void scoresWithCurl() throws Exception {
    List<String> lines = lines(0, token, "bash", EXAMPLES.resolve("score.sh").toString());
    assertThat(String.join("", lines))
        .contains("\"model_version\":\"7\"", "\"name\":\"probability\"", "\"data\":[0.5]");
  }

  @Test
  void scoresWithPythonsStandardLibrary() throws Exception {
    String example = EXAMPLES.resolve("score.py").toString();
    assertScored(lines(0, token, "python3", example));
    assertThat(lines(1, null, "python3", example))
        .containsExactly("401: a token is needed: send the header Authorization: Bearer TOKEN");
  }

  @Test
  void scoresWithTheJavaClient() throws Exception {
    assertScored(
        lines(
            0,
            token,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EXAMPLES.resolve("Score.java").toString()));
  }

  @Test
  void answersTheJavaClient() {
    ThalwegClient client = ThalwegClient.at(address()).token(token).build();
    assertThat(client.ready()).isTrue();
    assertThat(client.ready("fraud")).isTrue();
    assertThat(client.metadata("fraud")).containsEntry("versions", List.of("7"));
    Prediction one = client.infer("fraud", "latest", Map.of("cardPresent", true));
    assertThat(one.version()).isEqualTo("7");
    assertThat(one.requestId()).matches("[0-9a-f]{16}");
    assertThat(one.value("logits")).isEqualTo(2);
    Prediction dense =
        client.inferDense("fraud", new float[][] {{1, 0, 0, 0}, {Float.NaN, 5, 1, 0}});
    assertThat(dense.row("logits", 0)).containsExactly(2.0);
    assertThat(dense.row("logits", 1)).containsExactly(0.0);
  }

  @Test
  void tellsTheJavaClientInOneLineWhatIsWrong() {
    ThalwegClient stranger = ThalwegClient.at(address()).token("web.secret").build();
    assertThat(
            catchThrowableOfType(
                ThalwegException.class, () -> stranger.infer("fraud", Map.of("amount", 1))))
        .hasMessage("this token isn't known here, or no longer")
        .extracting(ThalwegException::status)
        .isEqualTo(401);
    ThalwegClient client = ThalwegClient.at(address()).token(token).build();
    assertThat(
            catchThrowableOfType(
                ThalwegException.class, () -> client.infer("fraud", Map.of("price", 1))))
        .hasMessage("input 'price' is no feature of model 'fraud', its metadata lists them");
  }
}
