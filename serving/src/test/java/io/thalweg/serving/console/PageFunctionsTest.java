package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page's pure functions, by the tests in src/test/js, where the machine has Node. */
class PageFunctionsTest {
  private static boolean hasNode() {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void pureFunctionsDoWhatTheirTestsSay() throws IOException, InterruptedException {
    assumeTrue(hasNode(), "there is no node on the path");
    Process node =
        new ProcessBuilder("node", "--test", "--test-reporter=spec", "src/test/js/page.test.mjs")
            .redirectErrorStream(true)
            .start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(node.waitFor()).as(said).isZero();
    assertThat(said).contains("fail 0").doesNotContain("tests 0");
  }
}
