package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParameterException;

/** Each command that README and docs print is one that there is, with options that it has. */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");

  /** In a block, up to a comment or another command. */
  private static final Pattern IN_BLOCK =
      Pattern.compile("(?m)^(?: {4}|\\$ )?\\./thalweg ((?:\\\\\\n|[^\\n#|&;])+)");

  private static final Pattern IN_TEXT = Pattern.compile("`\\./thalweg ([^`]+)`");

  /** A word, or what is in quotes. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  static Stream<String> commands() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      for (Path page :
          Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
              .filter(p -> p.toString().endsWith(".md"))
              .toList()) {
        String text = Files.readString(page);
        for (Pattern pattern : List.of(IN_BLOCK, IN_TEXT)) {
          pattern
              .matcher(text)
              .results()
              .map(m -> m.group(1).replace("\\\n", " ").strip())
              .forEach(found::add);
        }
      }
    }
    return found.stream().distinct();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isUnderstood(String command) {
    String[] words =
        WORD.matcher(command).results().map(DocumentedCommandsTest::word).toArray(String[]::new);
    if (words[0].equals("COMMAND")) {
      return; // stands for any
    }
    try {
      Main.root().parseArgs(words);
    } catch (ParameterException e) {
      // In a sentence a command may be named without all that it wants.
      assertThat(e.getMessage()).contains("Missing required");
    }
  }

  @Test
  void thereAreAsManyAsAReaderSees() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(50);
  }

  private static String word(MatchResult match) {
    return Stream.of(1, 2, 3).map(match::group).filter(g -> g != null).findFirst().orElse("");
  }
}
