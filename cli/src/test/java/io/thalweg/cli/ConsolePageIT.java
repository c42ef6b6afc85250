package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console of a demo that runs, in a real browser, by {@code src/test/js/console.e2e.mjs}: where
 * the machine has Chromium and Node. Screenshots are left in {@code target/console}.
 */
@Timeout(600)
final class ConsolePageIT {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Path SCRIPTS = Path.of("src/test/js");

  @TempDir private Path directory;

  @Test
  void everyPanelHasDataADriftIsAMarkAndARollBackChangesWhatAnswers() throws Exception {
    Optional<Path> chromium = program("chromium").or(() -> program("chromium-browser"));
    assumeTrue(chromium.isPresent(), "there is no chromium on the path");
    assumeTrue(program("node").isPresent() && program("npm").isPresent(), "there is no node");
    Path scripts = Files.createDirectories(Path.of("target/console"));
    for (String file : new String[] {"package.json", "console.e2e.mjs"}) {
      Files.write(scripts.resolve(file), Files.readAllBytes(SCRIPTS.resolve(file)));
    }
    String installed = run(scripts, 180, "npm", "install", "--no-audit", "--no-fund");
    assertThat(scripts.resolve("node_modules/playwright-core")).as(installed).exists();
    try (CommandProcess demo =
        CommandProcess.start(
            directory, "demo", "--http-port", 0, "--admin-port", 0, "--events", 400_000)) {
      Matcher server = demo.awaitOutput(Pattern.compile("curl (http://\\S+)/v2/\\S+"), START);
      Matcher console =
          demo.awaitOutput(Pattern.compile("console (http://\\S+?)#token=(\\S+)"), START);
      demo.awaitOutput(Pattern.compile("learned.* serving v\\d"), START);
      String said =
          run(
              scripts,
              400,
              "node",
              "console.e2e.mjs",
              console.group(1) + "console/",
              console.group(2),
              server.group(1) + "/v1/models/fraud",
              chromium.get().toString(),
              scripts.toAbsolutePath().toString());
      assertThat(said).endsWith("all good\n").contains("ok   the drift is a mark");
    }
  }

  private static String run(Path directory, int seconds, String... line)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(said).isTrue();
    return said;
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
        .map(d -> Path.of(d, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
