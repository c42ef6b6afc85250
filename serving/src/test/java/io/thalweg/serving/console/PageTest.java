package io.thalweg.serving.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be told of the page without a browser. */
class PageTest {
  private static final String ROOM = "/io/thalweg/serving/console/page/";
  private static final Path SOURCES = Path.of("src/main/resources" + ROOM);

  /** Bytes of a first visit, libraries and all, as they lie in the jars. */
  private static final int MOST_BYTES = 300_000;

  private static final Pattern IMPORT = Pattern.compile("from \"([^\"]+)\"");
  private static final Pattern PRELOAD =
      Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\">");

  /** A namespace is a name, and nothing is fetched from it. */
  private static final String SVG = "xmlns=\"http://www.w3.org/2000/svg\"";

  private record Listed(String path, String resource, String type) {
    byte[] bytes() throws IOException {
      try (InputStream in = PageTest.class.getResourceAsStream(resource)) {
        assertThat(in).as(resource).isNotNull();
        return in.readAllBytes();
      }
    }

    String text() throws IOException {
      return new String(bytes(), UTF_8);
    }

    boolean isOurs() {
      return resource.startsWith(ROOM);
    }
  }

  private static List<Listed> listed() throws IOException {
    List<Listed> files = new ArrayList<>();
    String list = new Listed("", ROOM + "files.txt", "").text();
    for (String line : list.lines().toList()) {
      String[] parts = line.split("\t", -1);
      assertThat(parts).as(line).hasSize(3);
      files.add(new Listed(parts[0], parts[1], parts[2]));
    }
    return files;
  }

  private static Map<String, String> ours() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Listed file : listed()) {
      if (file.isOurs()) {
        texts.put(file.path(), file.text());
      }
    }
    return texts;
  }

  @Test
  void everyListedFileIsThereOnceAndOfTheTypeThatItsNameSays() throws IOException {
    Map<String, String> types =
        Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    assertThat(listed()).extracting(Listed::path).doesNotHaveDuplicates().contains("/console/");
    for (Listed file : listed()) {
      String ending = file.resource().substring(file.resource().lastIndexOf('.') + 1);
      assertThat(file.type()).as(file.path()).isEqualTo(types.get(ending));
      assertThat(file.bytes()).as(file.path()).isNotEmpty();
    }
  }

  @Test
  void everyFileOfThePageIsListed() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> found =
          files
              .filter(Files::isRegularFile)
              .map(f -> ROOM + SOURCES.relativize(f).toString().replace('\\', '/'))
              .filter(f -> !f.endsWith("files.txt"))
              .toList();

      assertThat(listed())
          .filteredOn(Listed::isOurs)
          .extracting(Listed::resource)
          .containsExactlyInAnyOrderElementsOf(found);
    }
  }

  @Test
  void modulesImportOnlyWhatIsListedAndThePageFetchesEachAheadOfThat() throws IOException {
    List<String> paths = listed().stream().map(Listed::path).toList();
    List<String> preloaded =
        PRELOAD
            .matcher(ours().get("/console/"))
            .results()
            .map(m -> "/console/" + m.group(1))
            .toList();

    ours()
        .forEach(
            (path, text) -> {
              Matcher imports = IMPORT.matcher(text);
              while (path.endsWith(".js") && imports.find()) {
                String imported =
                    Path.of(path).resolveSibling(imports.group(1)).normalize().toString();
                assertThat(paths).as("imported by %s", path).contains(imported);
                assertThat(preloaded).as("imported by %s", path).contains(imported);
              }
            });
    assertThat(paths).containsAll(preloaded);
  }

  @Test
  void nothingIsFetchedFromAnotherHost() throws IOException {
    ours()
        .forEach(
            (path, text) ->
                assertThat(text.replace(SVG, ""))
                    .as(path)
                    .doesNotContainPattern("(?i)\\b(https?|wss?|ftp):/")
                    .doesNotContainPattern("[\"'(=]\\s*//[a-z0-9]")
                    .doesNotContain("@import", "url("));
  }

  @Test
  void noTextBecomesMarkupOrCode() throws IOException {
    ours()
        .forEach(
            (path, text) ->
                assertThat(text)
                    .as(path)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "setHTML")
                    .doesNotContain("unsafeHTML", "unsafeSVG", "unsafeMathML", "unsafe-")
                    .doesNotContain("document.write", "srcdoc", "javascript:", "DOMParser")
                    .doesNotContain("createContextualFragment", "Function(", "import(")
                    .doesNotContainPattern("\\beval\\b")
                    .doesNotContainPattern("set(Timeout|Interval)\\(\\s*[\"'`]"));
  }

  @Test
  void thePageHasNoScriptOrStyleOfItsOwn() throws IOException {
    String html = ours().get("/console/");

    assertThat(html)
        .containsOnlyOnce("<script")
        .contains("<script type=\"module\" src=\"main.js\"></script>")
        .doesNotContain("<style", " style=", "<base", "http-equiv")
        .doesNotContainPattern("(?i)\\son[a-z]+\\s*=");
  }

  @Test
  void aFirstVisitIsSmall() throws IOException {
    int bytes = 0;
    for (Listed file : listed()) {
      bytes += file.bytes().length;
    }

    assertThat(bytes).isLessThan(MOST_BYTES);
  }
}
