package io.thalweg.replay;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Starts programs of the tests in JVMs of their own. */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * @param shell what a shell does before, as {@code ulimit -f 100}, or nothing
   */
  static Process start(String shell, Path temp, List<String> options, Class<?> main, String... args)
      throws IOException {
    List<String> java =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                options.stream(),
                Stream.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Djava.io.tmpdir=" + Files.createDirectories(temp.resolve("tmp")),
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()),
                Stream.of(args))
            .flatMap(each -> each)
            .toList();
    Stream<String> command =
        shell.isEmpty()
            ? java.stream()
            : Stream.concat(Stream.of("bash", "-c", shell + "; exec \"$@\"", "-"), java.stream());
    return new ProcessBuilder(command.toList())
        .redirectError(Redirect.appendTo(temp.resolve("stderr").toFile()))
        .start();
  }
}
